// Random walks through requests, as the JSON texts that a host would hand to the core: mostly sensible commands, some
// that are refused, and some texts that were damaged on the way. The same seed gives the same walk.

/** A small generator (mulberry32): numbers below a bound. */
export function diceOf(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  return {
    below: bound => next() % bound,
    pick: list => list[next() % list.length],
    chance: percent => next() % 100 < percent,
  };
}

const person = (kind, party, id) => ({kind, party, id, name: `Name of ${id}`});
const TEAM = [person('human', 'delivery', 'dana'), person('agent', 'delivery', 'key:prep'), person('system', 'delivery', 'timer')];
const CUSTOMERS = ['ana', 'ben', 'cleo'].map(id => person('human', 'customer', id));
const EVERYBODY = [...TEAM, ...CUSTOMERS, person('human', 'customer', 'eve'), person('agent', 'customer', 'ana')];
const TEXTS = ['Looks good!', ' ', '', 'é\u0301 👍 שלום', 'line\nbreak \t "quoted" \\', '\u2028\u007f', 'x'.repeat(4001), '\u0001'];
const DECISIONS = ['approve', 'approve-with-conditions', 'request-changes', 'reject'];
const HEX = '0123456789abcdef';

const digestOf = dice => Array.from({length: 64}, () => HEX[dice.below(16)]).join('');
const textOf = dice => (dice.chance(80) ? TEXTS[0] : dice.pick(TEXTS));
const some = (dice, percent, value) => (dice.chance(percent) ? value() : {});

const UNITS = ['minutes', 'hours', 'business-hours', 'days', 'business-days'];
const HOURS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map(weekday => ({weekday, from: 540, to: 1020}));
const spanOf = (dice, back = 0) => ({amount: 1 + dice.below(30) - back, unit: dice.chance(99) ? dice.pick(dice.chance(80) ? ['minutes', 'hours', 'days'] : UNITS) : 'weeks'});
const personOf = dice => {
  const {id, name} = dice.chance(80) ? dice.pick([...CUSTOMERS, person('human', 'customer', 'dora'), person('human', 'customer', 'emil')]) : dice.pick(EVERYBODY);
  return {id, name};
};
const instantOf = (dice, time) => new Date(time + (dice.below(200) - 20) * 3_600_000).toISOString();

/** What guards look at: without it nothing is submitted. */
const factOf = (dice, number) => ({name: `f${number}`, ...(dice.chance(50) ? {text: dice.pick(['north', 'south'])} : {number: dice.below(5)}), ...some(dice, 1, () => ({text: 'both', number: 1}))});

function predicateOf(dice, depth) {
  const fact = dice.pick(['kind', 'project', 'amount', 'currency', 'f1', 'f2', 'f3']);
  const deeper = () => Array.from({length: 1 + dice.below(3)}, () => predicateOf(dice, depth + 1));
  switch (dice.below(depth < 3 || dice.chance(3) ? 6 : 3)) {
    case 0: return {fact, equals: dice.pick(['deliverable', 'EUR', 'north', 3, 0])};
    case 1: return {fact, in: ['deliverable', 'EUR', 'south'].slice(dice.below(3))};
    case 2: return {fact, at_least: dice.below(4)};
    case 3: return {all: deeper()};
    case 4: return {any: deeper()};
    default: return {not: predicateOf(dice, depth + 1)};
  }
}

const policyOf = dice => ({
  response: spanOf(dice),
  ...some(dice, 70, () => ({reminders: Array.from({length: 1 + dice.below(3)}, () => spanOf(dice, dice.chance(40) ? 32 : 0))})),
  ...some(dice, 50, () => ({escalation: {after: spanOf(dice), to: personOf(dice)}})),
  ...some(dice, 60, () => ({end: {after: spanOf(dice), action: dice.pick(['pause', 'expire'])}})),
  ...some(dice, 60, () => ({questions: spanOf(dice)})),
});
const calendarOf = dice => ({hours: dice.chance(95) ? HOURS : [], holidays: ['2026-12-25'], offset_minutes: dice.pick([0, 60, -300]), offset_changes: []});

/** What a request has besides: facts, demands, effects, a policy. */
const extrasOf = dice => ({
  ...some(dice, 90, () => ({facts: Array.from({length: dice.chance(80) ? 3 : 1}, (_, number) => factOf(dice, dice.chance(97) ? number + 1 : 1))})),
  ...some(dice, 30, () => ({demands: ['no-self-approval', 'open-all-parts', 'answer-first', 'passkey'].filter(() => dice.chance(30))})),
  ...some(dice, 40, () => ({effects: [{id: 'e1', text: 'Go on', after: 'approval'}, {id: dice.chance(98) ? 'e2' : 'e1', text: textOf(dice), after: 'conditions-closed'}]})),
  ...some(dice, 50, () => ({policy: policyOf(dice), ...some(dice, 90, () => ({calendar: calendarOf(dice)}))})),
});

function stageOf(dice, number) {
  const type = dice.pick(['all', 'any', 'quorum']);
  return {
    id: dice.chance(95) ? `s${number}` : 's1',
    name: textOf(dice),
    order: dice.chance(95) ? 1 + dice.below(3) : dice.below(30),
    rule: type === 'quorum' ? {type, count: 1 + dice.below(3)} : {type},
    members: CUSTOMERS.filter(() => dice.chance(75)).map(({id, name}) => ({id, name, obligation: dice.chance(90) ? 'approver' : dice.pick(['reviewer', 'observer'])})),
    ...some(dice, 15, () => ({decisions: DECISIONS.filter(() => dice.chance(60))})),
    ...some(dice, 30, () => ({parts: dice.chance(90) ? ['p1'] : ['p1', 'p2']})),
    ...some(dice, number === 1 ? 3 : 30, () => ({guard: predicateOf(dice, 0)})),
  };
}

const stagesOf = dice => Array.from({length: 1 + dice.below(3)}, (_, number) => stageOf(dice, number + 1));
const partOf = (dice, number) => ({id: `p${number}`, name: `${number}.txt`, media_type: dice.chance(97) ? 'text/plain' : 'text', size: dice.below(1000), sha256: digestOf(dice), ...some(dice, 15, () => ({must_open: dice.chance(80)}))});

const idOf = (dice, list, letter) => (list?.length && dice.chance(90) ? dice.pick(list).id : `${letter}${1 + dice.below(4)}`);

function commandOf(dice, state, time) {
  const version = state?.versions.at(-1);
  const shown = version && dice.chance(95) ? version.digest : digestOf(dice);
  const part = dice.chance(90) ? version?.parts[0]?.id ?? 'p1' : 'p9';
  const stages = state?.stages.length ? state.stages.map(({id}) => id) : ['s1'];
  const decision = dice.pick(DECISIONS);
  const conditional = decision === 'approve-with-conditions';
  const negative = decision === 'request-changes' || decision === 'reject';
  const verbs = {
    create: () => ({kind: dice.chance(97) ? 'deliverable' : 'poem', title: textOf(dice), ask: textOf(dice), due: dice.chance(70) ? '2027-01-01T00:00:00.000Z' : new Date(time + (1 + dice.below(12)) * 3_600_000).toISOString(), stages: stagesOf(dice), ...some(dice, 80, () => ({amount: {minor: dice.below(1e6), currency: 'EUR'}})), ...some(dice, 80, () => ({project: 'north'})), ...some(dice, 30, () => ({scope: ['Desktop', textOf(dice)]})), ...extrasOf(dice)}),
    edit: () => ({...some(dice, 40, () => ({title: textOf(dice)})), ...some(dice, 60, () => ({ask: textOf(dice)})), ...some(dice, 50, () => ({stages: stagesOf(dice)})), ...some(dice, 10, () => ({due: dice.pick(['2027-02-01T00:00:00.000Z', 'soon'])})), ...some(dice, 20, () => extrasOf(dice)), ...some(dice, 10, () => ({clear: [dice.pick(['amount', 'due', 'policy', 'calendar'])]}))}),
    'add-version': () => ({parts: Array.from({length: 1 + dice.below(3)}, (_, number) => (version?.parts[number] && dice.chance(60) ? version.parts[number] : partOf(dice, number + 1))), ...some(dice, 30, () => ({note: textOf(dice)}))}),
    'confirm-ready': () => ({displayed_digest: shown}),
    submit: () => ({}),
    'open-part': () => ({version: version && dice.chance(95) ? version.number : dice.below(5), part}),
    ask: () => ({text: textOf(dice), ...some(dice, 30, () => ({part}))}),
    answer: () => ({question: `q${1 + dice.below(3)}`, text: textOf(dice)}),
    comment: () => ({text: textOf(dice), ...some(dice, 30, () => ({part}))}),
    decide: () => ({
      stage: dice.pick(stages),
      version: version && dice.chance(97) ? version.number : 1 + dice.below(3),
      displayed_digest: shown,
      decision,
      challenge: `ch-${dice.below(100000)}`,
      ...some(dice, conditional ? 95 : 3, () => ({conditions: [{text: textOf(dice)}, {text: 'Legal notice', due: '2027-03-01T00:00:00.000Z'}].slice(0, 1 + dice.below(2))})),
      ...some(dice, negative ? 80 : 3, () => ({objections: [{text: textOf(dice), ...some(dice, 50, () => ({part}))}]})),
      ...some(dice, 40, () => ({rationale: textOf(dice)})),
      ...some(dice, 20, () => ({passkey: {registration: 'e'.repeat(64), credential_id: textOf(dice), client_data: 'e30', authenticator_data: 'AA', signature: 'MAA'}})),
    }),
    retract: () => ({decision: `d${1 + dice.below(4)}`, ...some(dice, 30, () => ({reason: textOf(dice)}))}),
    revise: () => ({}),
    withdraw: () => ({reason: textOf(dice)}),
    'withdraw-question': () => ({question: idOf(dice, state?.questions, 'q')}),
    delegate: () => ({stage: dice.pick(stages), to: personOf(dice), reason: textOf(dice), ...some(dice, 40, () => ({until: instantOf(dice, time)}))}),
    'end-delegation': () => ({delegation: idOf(dice, state?.delegations, 'g')}),
    reassign: () => ({stage: dice.pick(stages), place: dice.pick(CUSTOMERS).id, to: personOf(dice), reason: textOf(dice)}),
    'meet-condition': () => ({condition: idOf(dice, state?.conditions, 'c'), evidence: textOf(dice)}),
    'close-condition': () => ({condition: idOf(dice, state?.conditions, 'c')}),
    'waive-condition': () => ({condition: idOf(dice, state?.conditions, 'c'), reason: textOf(dice)}),
    'reopen-condition': () => ({condition: idOf(dice, state?.conditions, 'c'), reason: textOf(dice)}),
    'answer-objection': () => ({objection: idOf(dice, state?.objections, 'o'), class: dice.pick(['in-scope', 'in-scope', 'change-order']), work: textOf(dice), due: instantOf(dice, time), ...some(dice, 30, () => ({change_order: `req_${dice.below(3)}`}))}),
    link: () => ({relation: dice.pick(['original', 'change-order', 'renewal', 'related']), request: `req_${dice.below(3)}`}),
    extend: () => ({due: instantOf(dice, dice.chance(70) ? Date.parse(state?.due ?? 0) : time), reason: textOf(dice)}),
    proceed: () => ({reason: textOf(dice)}),
    check: () => ({findings: Array.from({length: dice.below(3)}, () => ({severity: dice.pick(['info', 'warning', 'error']), text: textOf(dice), ...some(dice, 40, () => ({pointer: '/versions/0'}))}))}),
    flag: () => ({severity: dice.pick(['info', 'warning', 'error']), text: textOf(dice)}),
    remind: () => ({stage: dice.pick(stages)}),
    escalate: () => ({stage: dice.pick(stages)}),
    pause: () => ({stage: dice.pick(stages)}),
    expire: () => ({stage: dice.pick(stages)}),
    chase: () => (dice.chance(60) ? {question: idOf(dice, state?.questions, 'q')} : {condition: idOf(dice, state?.conditions, 'c')}),
  };
  // What leads on from here, more often than anything.
  const onward = {undefined: ['create'], draft: ['add-version', 'confirm-ready', 'confirm-ready', 'edit'], ready: ['submit'], 'in-review': ['decide', 'decide', 'decide', 'decide', 'decide', 'decide', 'open-part', 'ask', 'answer', 'comment', 'add-version', 'retract', 'retract', 'delegate', 'delegate', 'end-delegation', 'reassign', 'remind', 'escalate', 'pause', 'expire', 'chase', 'extend', 'proceed', 'check', 'withdraw-question'], 'changes-requested': ['revise', 'answer-objection', 'answer-objection'], 'approved-with-conditions': ['meet-condition', 'close-condition', 'waive-condition', 'reopen-condition', 'chase', 'ask']};
  const word = dice.chance(75) ? dice.pick(onward[state?.state] ?? ['comment', 'ask', 'answer', 'open-part']) : dice.pick(Object.keys(verbs).filter(verb => verb !== 'withdraw' || dice.chance(10)));
  return {command: word, ...verbs[word](), ...some(dice, 2, () => ({surprise: 1}))};
}

const OF_CUSTOMERS = ['decide', 'retract', 'open-part', 'ask', 'withdraw-question', 'delegate', 'end-delegation', 'close-condition', 'waive-condition', 'reopen-condition'];

/** Who is likely to send it. */
function actorOf(dice, {command}) {
  if (dice.chance(15)) return dice.pick(EVERYBODY);
  if (['escalate', 'pause', 'expire', 'chase'].includes(command)) return TEAM[2];
  if (command === 'remind') return dice.pick(TEAM);
  if (['delegate', 'end-delegation', 'decide'].includes(command) && dice.chance(15)) return dice.pick([person('human', 'customer', 'dora'), person('human', 'customer', 'emil')]);
  return OF_CUSTOMERS.includes(command) ? dice.pick(CUSTOMERS) : TEAM[0];
}

/** One byte changed, one left out, one doubled, or the text cut short. */
function damaged(dice, text) {
  const bytes = Buffer.from(text);
  const at = dice.below(bytes.length);
  switch (dice.below(4)) {
    case 0: bytes[at] = dice.below(256); return bytes;
    case 1: return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
    case 2: return Buffer.concat([bytes.subarray(0, at + 1), bytes.subarray(at)]);
    default: return bytes.subarray(0, at);
  }
}

/** What the system may do now or, when that is nothing, when it has waited as long as it has to; nothing when it never may. */
function dueCommand(dice, state, time, ask) {
  const due = at => ask('due', Buffer.from(JSON.stringify({state, now: new Date(at).toISOString()})));
  const now = due(time);
  const later = now.next && !now.commands.length ? Date.parse(now.next) : time;
  const {commands} = later === time ? now : due(later);
  return commands?.length ? {command: dice.pick(commands), time: later} : undefined;
}

/** Doubles of all sizes, as somebody else's JSON writes them. */
function numbersOf(dice) {
  const bits = new DataView(new ArrayBuffer(8));
  return Array.from({length: 8}, () => {
    for (let i = 0; i < 8; ++i) bits.setUint8(i, dice.below(256));
    return dice.chance(30) ? dice.below(1_000_000_000) / 1000 : bits.getFloat64(0);  // JSON writes null for what is no number
  });
}

/**
 * The calls of one walk: [name, bytes] of up to `steps` commands, and around them permitted, preview, due, evolve, statement, canonicalize and
 * damaged texts. `ask(name, bytes)` is a core that answers, so that the walk can go on from there.
 */
export function* walk(seed, steps, ask) {
  const dice = diceOf(seed);
  let state;
  let time = Date.parse('2026-11-23T09:00:00.000Z');
  const log = [];
  for (let step = 1; step <= steps; ++step) {
    time += dice.below(dice.chance(20) ? 86_400_000 : 3_600_000) - (dice.chance(3) ? 7_200_000 : 0);
    const timer = state && dice.chance(2) ? dueCommand(dice, state, time, ask) : undefined;
    if (timer) time = timer.time;
    const command = timer?.command ?? commandOf(dice, state, time);
    const now = new Date(time).toISOString();
    const challenge = command.challenge && dice.chance(95) ? {challenge: {value: command.challenge, expires: new Date(time + (dice.chance(97) ? 600_000 : -1)).toISOString()}} : {};
    const context = {now, actor: timer ? TEAM[2] : actorOf(dice, command), command_id: `c${dice.chance(97) ? step : dice.below(step)}`, request: 'req_walk', ...challenge};
    const held = state ? {state} : {};
    const text = JSON.stringify({...held, command, context});
    const bytes = Buffer.from(text);
    const answer = ask('decide', bytes);
    if (dice.chance(10)) yield ['preview', bytes];
    if (state && dice.chance(15)) yield ['due', Buffer.from(JSON.stringify({state, now}))];
    yield ['decide', bytes, command.command];
    const isDecision = answer.events?.[0]?.event === 'decided';
    if (isDecision || (state && dice.chance(3))) yield ['statement', Buffer.from(JSON.stringify({state, events: answer.events ?? []}))];
    if (!answer.error) {
      state = answer.state;
      log.push(...answer.events);
    }
    if (dice.chance(10)) yield ['permitted', Buffer.from(JSON.stringify({...held, context}))];
    if (dice.chance(5)) yield ['evolve', Buffer.from(JSON.stringify({events: log}))];
    if (dice.chance(5)) yield ['canonicalize', bytes];
    if (dice.chance(10)) yield ['canonicalize_any', Buffer.from(JSON.stringify(numbersOf(dice)))];
    if (dice.chance(10)) yield [dice.pick(['decide', 'evolve', 'permitted', 'preview', 'due', 'canonicalize']), damaged(dice, text)];
  }
}
