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

function stageOf(dice, number) {
  const type = dice.pick(['all', 'any', 'quorum']);
  return {
    id: dice.chance(95) ? `s${number}` : 's1',
    name: textOf(dice),
    order: dice.chance(95) ? 1 + dice.below(3) : dice.below(30),
    rule: type === 'quorum' ? {type, count: 1 + dice.below(3)} : {type},
    members: CUSTOMERS.filter(() => dice.chance(70)).map(({id, name}) => ({id, name, obligation: dice.chance(85) ? 'approver' : dice.pick(['reviewer', 'observer'])})),
    ...some(dice, 15, () => ({decisions: DECISIONS.filter(() => dice.chance(60))})),
  };
}

const stagesOf = dice => Array.from({length: 1 + dice.below(3)}, (_, number) => stageOf(dice, number + 1));
const partOf = (dice, number) => ({id: `p${number}`, name: `${number}.txt`, media_type: dice.chance(97) ? 'text/plain' : 'text', size: dice.below(1000), sha256: digestOf(dice), ...some(dice, 15, () => ({must_open: dice.chance(80)}))});

function commandOf(dice, state) {
  const version = state?.versions.at(-1);
  const shown = version && dice.chance(95) ? version.digest : digestOf(dice);
  const part = dice.chance(90) ? version?.parts[0]?.id ?? 'p1' : 'p9';
  const stages = state?.stages.length ? state.stages.map(({id}) => id) : ['s1'];
  const decision = dice.pick(DECISIONS);
  const conditional = decision === 'approve-with-conditions';
  const negative = decision === 'request-changes' || decision === 'reject';
  const verbs = {
    create: () => ({kind: dice.chance(97) ? 'deliverable' : 'poem', title: textOf(dice), ask: textOf(dice), due: '2027-01-01T00:00:00.000Z', stages: stagesOf(dice), ...some(dice, 30, () => ({amount: {minor: dice.below(1e6), currency: 'EUR'}})), ...some(dice, 30, () => ({scope: ['Desktop', textOf(dice)]}))}),
    edit: () => ({...some(dice, 40, () => ({title: textOf(dice)})), ...some(dice, 60, () => ({ask: textOf(dice)})), ...some(dice, 20, () => ({stages: stagesOf(dice)})), ...some(dice, 10, () => ({due: dice.pick(['2027-02-01T00:00:00.000Z', 'soon'])}))}),
    'add-version': () => ({parts: Array.from({length: 1 + dice.below(3)}, (_, number) => partOf(dice, number + 1)), ...some(dice, 30, () => ({note: textOf(dice)}))}),
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
    }),
    retract: () => ({decision: `d${1 + dice.below(4)}`, ...some(dice, 30, () => ({reason: textOf(dice)}))}),
    revise: () => ({}),
    withdraw: () => ({reason: textOf(dice)}),
  };
  // What leads on from here, more often than anything.
  const onward = {undefined: ['create'], draft: ['add-version', 'confirm-ready', 'confirm-ready'], ready: ['submit'], 'in-review': ['decide', 'decide', 'decide', 'open-part', 'ask', 'answer', 'comment', 'add-version', 'retract'], 'changes-requested': ['revise']};
  const word = dice.chance(75) ? dice.pick(onward[state?.state] ?? ['comment', 'ask', 'answer', 'open-part']) : dice.pick(Object.keys(verbs).filter(verb => verb !== 'withdraw' || dice.chance(10)));
  return {command: word, ...verbs[word](), ...some(dice, 2, () => ({surprise: 1}))};
}

/** Who is likely to send it. */
function actorOf(dice, {command}) {
  if (dice.chance(15)) return dice.pick(EVERYBODY);
  return ['decide', 'retract', 'open-part', 'ask'].includes(command) ? dice.pick(CUSTOMERS) : TEAM[0];
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

/**
 * The calls of one walk: [name, bytes] of up to `steps` commands, and around them permitted, evolve, canonicalize and
 * damaged texts. `decide` is a core that answers, so that the walk can go on from there.
 */
export function* walk(seed, steps, decide) {
  const dice = diceOf(seed);
  let state;
  let time = Date.parse('2026-11-23T09:00:00.000Z');
  const log = [];
  for (let step = 1; step <= steps; ++step) {
    time += dice.below(3_600_000) - (dice.chance(3) ? 7_200_000 : 0);
    const command = commandOf(dice, state);
    const now = new Date(time).toISOString();
    const challenge = command.challenge && dice.chance(95) ? {challenge: {value: command.challenge, expires: new Date(time + (dice.chance(97) ? 600_000 : -1)).toISOString()}} : {};
    const context = {now, actor: actorOf(dice, command), command_id: `c${dice.chance(97) ? step : dice.below(step)}`, request: 'req_walk', ...challenge};
    const held = state ? {state} : {};
    const text = JSON.stringify({...held, command, context});
    const bytes = Buffer.from(text);
    const answer = decide(bytes);
    yield ['decide', bytes];
    if (!answer.error) {
      state = answer.state;
      log.push(...answer.events);
    }
    if (dice.chance(10)) yield ['permitted', Buffer.from(JSON.stringify({...held, context}))];
    if (dice.chance(5)) yield ['evolve', Buffer.from(JSON.stringify({events: log}))];
    if (dice.chance(5)) yield ['canonicalize', bytes];
    if (dice.chance(10)) yield [dice.pick(['decide', 'evolve', 'permitted', 'canonicalize']), damaged(dice, text)];
  }
}
