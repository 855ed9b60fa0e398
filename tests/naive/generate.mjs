// Random commands for one request, chosen so that it lives long and gets far: mostly what somebody would do next, by
// somebody who may, and a share of what is wrong in one thing. The same dice give the same commands.
import {diceOf} from '../vectors-run/walks.mjs';
import {hasDecided, problems} from './deciding.mjs';
import {VERBS} from './rules.mjs';
import {holderOf, placesOf} from './stages.mjs';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const person = (kind, party, id) => ({kind, party, id, name: `Name of ${id}`, ...(id === 'dana' || id === 'ana' ? {organization: `Firm of ${id}`} : {})});
const delivery = ['dana', 'otto'].map(id => person('human', 'delivery', id));
const approvers = ['ana', 'ben', 'cleo'].map(id => person('human', 'customer', id));
const [rita, olga, eve, gil, hana] = ['rita', 'olga', 'eve', 'gil', 'hana'].map(id => person('human', 'customer', id));
// Those to whom a place is handed.
const deputies = [gil, hana];
const agent = person('agent', 'delivery', 'key:prep');
const timer = person('system', 'delivery', 'timer');
// Whatever their id says, they do not decide.
const pretenders = [person('agent', 'customer', 'ana'), person('system', 'delivery', 'ana'), person('system', 'customer', 'timer')];
const EVERYBODY = [...delivery, ...approvers, rita, olga, eve, agent, timer, ...pretenders, ...deputies];

const KINDS = ['deliverable', 'change-order', 'invoice', 'playbook'];
const FINAL = ['rejected', 'withdrawn', 'expired'];
const APPROVED = ['approved', 'approved-with-conditions'];

/** What is in `value`, so many times in a hundred; nothing otherwise. */
const some = (dice, percent, value) => (dice.chance(percent) ? value() : {});
const subset = (dice, percent, list) => list.filter(() => dice.chance(percent));
/** One key of {key: weight}. */
function weighted(dice, weights) {
  const entries = Object.entries(weights).filter(([, weight]) => weight > 0);
  let left = dice.below(entries.reduce((sum, [, weight]) => sum + weight, 0));
  return entries.find(([, weight]) => (left -= weight) < 0)[0];
}
const instant = time => new Date(time).toISOString();

// --- the subject ---

// Guards look at what is there, at what is not, and at what is of another type.
function guardOf(dice, depth) {
  const kind = depth < 2 && dice.chance(25) ? dice.pick(['all', 'any', 'not']) : dice.pick(['equals', 'in', 'at_least']);
  const items = () => Array.from({length: 1 + dice.below(2)}, () => guardOf(dice, depth + 1));
  switch (kind) {
    case 'all': case 'any': return {[kind]: items()};
    case 'not': return {not: guardOf(dice, depth + 1)};
    case 'at_least': return {fact: dice.pick(['amount', 'size', 'kind', 'nothing']), at_least: dice.pick([-1, 0, 1, 100])};
    case 'in': return {fact: dice.pick(['kind', 'risk', 'size']), in: dice.pick([['deliverable', 'invoice', 'high'], ['playbook', 'low'], ['1']])};
    default: return dice.pick([
      {fact: 'kind', equals: dice.pick(KINDS)}, {fact: 'project', equals: 'App'}, {fact: 'currency', equals: 'EUR'},
      {fact: 'size', equals: 1}, {fact: 'size', equals: '1'}, {fact: 'risk', equals: 'high'}, {fact: 'amount', equals: 100},
    ]);
  }
}

/** Ids of parts that a stage covers: mostly of those that there are. */
function coveredOf(dice, version) {
  const there = version && dice.chance(90) ? version.parts.map(({id}) => id) : ['p1', 'p2', 'p3'];
  const covered = subset(dice, 60, there);
  return dice.chance(3) ? [...covered, 'p1'] : covered;
}

function stageOf(dice, number, version) {
  const deciding = subset(dice, 55, [...approvers, ...subset(dice, 15, delivery)]);
  const named = deciding.length > 0 || dice.chance(4) ? deciding : [dice.pick(approvers)];
  const members = [
    ...named.map(({id, name, organization}) => ({id, name, organization, obligation: 'approver'})),
    ...subset(dice, 50, [rita]).map(({id, name}) => ({id, name, obligation: 'reviewer'})),
    ...subset(dice, 30, [olga]).map(({id, name}) => ({id, name, obligation: 'observer'})),
    ...(dice.chance(2) ? [{id: 'ana', name: 'Ana again', obligation: 'observer'}] : []),
  ];
  const type = dice.pick(['all', 'all', 'any', 'quorum']);
  const decisions = ['reject', 'request-changes', 'approve-with-conditions', 'approve'].filter(word => dice.chance(word === 'approve' ? 95 : 65));
  return {
    id: `s${dice.chance(98) ? number : 1}`,
    name: `Stage ${number}`,
    order: 1 + dice.below(3),
    rule: type === 'quorum' ? {type, count: dice.chance(95) ? 1 + dice.below(Math.max(1, named.length)) : 4} : {type},
    members,
    ...(decisions.length > 0 && dice.chance(25) ? {decisions} : {}),
    ...some(dice, 45, () => ({parts: coveredOf(dice, version)})),
    ...some(dice, 30, () => ({guard: guardOf(dice, 0)})),
  };
}
const stagesOf = (dice, version) => (dice.chance(98) ? Array.from({length: 1 + dice.below(3)}, (_, i) => stageOf(dice, i + 1, version)) : []);

const askOf = dice => (dice.chance(95) ? `Approve text ${dice.below(3)}.` : dice.pick(['', ' ', '\u200b']));
/** Mostly some days ahead; now and then it passes soon, has passed, or is this very moment. */
const dueOf = (dice, now) => instant(now + (dice.chance(91) ? 2 * DAY + dice.below(12 * DAY) : dice.chance(70) ? dice.below(DAY) - DAY / 2 : dice.pick([-1, 0, 1])));
const amountOf = dice => ({minor: dice.below(3) * 100, currency: dice.pick(['EUR', 'USD'])});
const scopeOf = dice => subset(dice, 50, ['Desktop', 'Phone', 'é\u0301 👍 "quoted" \\']);

const toPerson = ({id, name, organization}) => ({id, name, organization});
const LENGTHS = {minutes: 600, hours: 48, days: 3, 'business-hours': 16, 'business-days': 3};
const spanOf = dice => {
  const unit = dice.pick(Object.keys(LENGTHS));
  return {amount: 1 + dice.below(LENGTHS[unit]), unit};
};
const policyOf = dice => ({
  response: spanOf(dice),
  ...some(dice, 70, () => ({reminders: Array.from({length: dice.below(4)}, () => spanOf(dice)).map(({amount, unit}) => ({amount: dice.chance(50) ? amount : -amount, unit}))})),
  ...some(dice, 60, () => ({escalation: {after: spanOf(dice), to: toPerson(dice.pick([rita, eve, ...delivery]))}})),
  ...some(dice, 60, () => ({end: {after: spanOf(dice), action: dice.chance(65) ? 'pause' : 'expire'}})),
  ...some(dice, 60, () => ({questions: spanOf(dice)})),
});
const calendarOf = dice => ({
  hours: dice.chance(4) ? [] : ['monday', 'tuesday', 'thursday', 'friday', 'saturday'].flatMap(weekday => dice.pick([
    [{weekday, from: 540, to: 1020}],
    [{weekday, from: 480, to: 720}, {weekday, from: 780, to: 1050}],
    [{weekday, from: 0, to: 1440}],
  ])),
  holidays: subset(dice, 30, ['2026-11-24', '2026-11-26', '2026-12-25']),
  offset_minutes: dice.pick([0, 60, -300, 330]),
  // Clocks that are put forward or back, at night and in the middle of a working day.
  offset_changes: dice.pick([
    [], [],
    [{from: '2026-11-25T01:00:00.000Z', offset_minutes: 120}],
    [{from: '2026-11-24T11:30:00.000Z', offset_minutes: -60}, {from: '2026-11-27T10:15:00.000Z', offset_minutes: 90}],
  ]),
});
const factsOf = dice => subset(dice, 65, [
  dice.chance(80) ? {name: 'size', number: dice.below(3)} : {name: 'size', text: String(dice.below(3))},
  {name: 'risk', text: dice.pick(['high', 'low'])},
  ...(dice.chance(5) ? [{name: 'size', number: 1}] : []),
  ...(dice.chance(5) ? [{name: 'currency', text: 'EUR'}] : []),
]);
const effectsOf = dice => ['e1', 'e2', 'e3'].filter(() => dice.chance(60)).map(id => ({id: dice.chance(98) ? id : 'e1', text: `Effect ${id}`, after: dice.pick(['approval', 'conditions-closed'])}));
const linkOf = dice => ({relation: dice.pick(['original', 'change-order', 'renewal', 'related']), request: `req_${dice.below(4)}`});

/** What the whole of the rules knows of a subject. */
function furtherSubjectOf(dice, percent) {
  return {
    ...some(dice, percent, () => ({facts: factsOf(dice)})),
    ...some(dice, percent / 2, () => ({demands: subset(dice, 40, ['answer-first', 'open-all-parts', 'no-self-approval', 'passkey'])})),
    ...some(dice, percent / 2, () => ({effects: effectsOf(dice)})),
    ...some(dice, percent, () => ({policy: policyOf(dice)})),
    ...some(dice, percent, () => ({calendar: calendarOf(dice)})),
  };
}

function subjectOf(dice, now, percent) {
  return {
    ...some(dice, percent, () => ({ask: askOf(dice)})),
    ...some(dice, percent / 2, () => ({scope: scopeOf(dice)})),
    ...some(dice, percent / 2, () => ({project: dice.pick(['', 'Website', 'App'])})),
    ...some(dice, percent / 2, () => ({amount: amountOf(dice)})),
    ...some(dice, percent, () => ({due: dueOf(dice, now)})),
    ...furtherSubjectOf(dice, percent * 0.7),
  };
}

// --- what a command is about, mostly something that is there ---

const partOf = (dice, id) => ({id, name: `${id}.txt`, media_type: 'text/plain', size: 10, sha256: String(dice.below(3)).repeat(64), ...some(dice, 30, () => ({must_open: dice.chance(80)}))});
function partsOf(dice, version) {
  // Some parts stay as they are, so that a version is new in some things and not in all.
  if (version && dice.chance(50)) {
    const changing = dice.pick(version.parts).id;
    return version.parts.map(part => (part.id === changing ? partOf(dice, part.id) : part));
  }
  const before = version ? subset(dice, 80, version.parts) : [];
  const added = subset(dice, before.length > 0 ? 40 : 80, ['p1', 'p2', 'p3', 'p4']).map(id => partOf(dice, id));
  const parts = [...before, ...added.filter(({id}) => dice.chance(3) || !before.some(part => part.id === id))];
  return parts.length > 0 ? parts : [partOf(dice, 'p1')];
}

const text = dice => dice.pick(['Looks good!', 'Larger logo', 'é\u0301 👍 שלום', 'line\nbreak "quoted" \\']);
const remark = dice => dice.pick(['', ' ', 'Because it fits', 'Because it does not']);
const partIdOf = (dice, version) => (dice.chance(92) && version ? dice.pick(version.parts).id : 'p9');
/** Those that are still open, and now and then another. */
const mostly = (dice, list = []) => list.filter(({state}) => state === 'open' || state === 'met' || dice.chance(12));
const idOf = (dice, letter, list) => (list.length > 0 && dice.chance(92) ? dice.pick(list).id : `${letter}${1 + dice.below(9)}`);

/** Who is asked now and has not decided, with the stage that asks and the place they hold. */
const waitingFor = ({request, now}) => request.stages.filter(({status}) => status === 'open').flatMap(stage =>
  placesOf(stage).filter(place => !hasDecided(request.decisions.filter(({standing}) => standing === 'standing'), stage, place))
    .map(place => ({stage, place, id: holderOf(request, stage, place, instant(now)).id})));

const humanOf = id => EVERYBODY.find(somebody => somebody.id === id);

function decideOf(dice, scene) {
  const {request, version, now, step} = scene;
  const asked = request ? waitingFor(scene) : [];
  const stillOpen = made => request.stages.filter(({id, status}) => id === made.stage && status === 'open');
  const standing = (request?.decisions ?? []).filter(made => made.standing === 'standing');
  const again = standing.flatMap(made => stillOpen(made).map(stage => ({stage, id: made.actor.id})));
  const {stage, id} = asked.length > 0 && dice.chance(90) ? dice.pick(asked) : again.length > 0 && dice.chance(50) ? dice.pick(again) : {stage: dice.pick(request?.stages.length ? request.stages : [{id: 's1'}])};
  const offered = stage.decisions && dice.chance(80) ? stage.decisions : undefined;
  const usual = {approve: 60, 'approve-with-conditions': 14, 'request-changes': 12, reject: 3};
  const decision = weighted(dice, offered ? Object.fromEntries(offered.map(word => [word, usual[word]])) : usual);
  const conditional = decision === 'approve-with-conditions';
  const negative = !decision.startsWith('approve');
  const condition = () => ({text: text(dice), ...some(dice, 50, () => ({due: dice.chance(50) ? instant(now + HOUR + dice.below(10 * HOUR)) : dueOf(dice, now)}))});
  const objection = () => ({text: text(dice), ...some(dice, 50, () => ({part: partIdOf(dice, version)}))});
  const reasons = make => Array.from({length: 1 + dice.below(2)}, make);
  const command = {
    stage: dice.chance(98) ? stage.id : 's9',
    version: dice.chance(98) ? version?.number ?? 1 : 1 + dice.below(4),
    displayed_digest: dice.chance(98) ? '@digest' : 'f'.repeat(64),
    decision,
    challenge: dice.chance(96) ? `ch-${step}` : request?.decisions.length && dice.chance(80) ? dice.pick(request.decisions).challenge : `ch-${dice.below(step)}`,
    ...some(dice, conditional ? 90 : 3, () => ({conditions: reasons(condition)})),
    ...some(dice, negative ? 85 : 2, () => ({objections: reasons(objection)})),
    ...some(dice, 40, () => ({rationale: remark(dice)})),
    ...some(dice, 15, () => ({passkey: {registration: 'e'.repeat(64), credential_id: 'aWQ', client_data: 'e30', authenticator_data: 'AA', signature: 'MAA'}})),
  };
  // Who has parts to open first, opens them.
  const mustOpen = part => part.must_open || request.demands?.includes('open-all-parts');
  const isOpened = part => request.views.some(view => view.actor === id && view.part === part.id && view.version === version.number);
  const unopened = id && version.parts.filter(part => mustOpen(part) && !isOpened(part));
  if (unopened?.length > 0 && dice.chance(75)) return {actor: humanOf(id), command: {command: 'open-part', version: version.number, part: dice.pick(unopened).id}};
  return {actor: id && humanOf(id), command: {command: 'decide', ...command}};
}

/** What the request still lacks, most of the time. */
function lacking(dice, {request, version, now}) {
  if (!request || dice.chance(20)) return {};
  const found = problems({request, version, now: instant(now)}).map(({pointer}) => pointer.split('/')[1]);
  return {
    ...(found.includes('ask') ? {ask: askOf(dice)} : {}),
    ...(found.includes('due') ? {due: dueOf(dice, now)} : {}),
    ...(found.includes('stages') ? {stages: stagesOf(dice, version)} : {}),
    ...(found.includes('calendar') ? {calendar: calendarOf(dice)} : {}),
  };
}

const conditionIdOf = (dice, request) => idOf(dice, 'c', mostly(dice, request?.conditions));
/** Until when a place is handed on; mostly for good. */
const coverOf = (dice, {now}) => some(dice, 40, () => ({until: instant(now + (dice.chance(93) ? dice.below(2 * DAY) : -HOUR))}));
/** Somebody to hand a place to. */
const takerOf = dice => toPerson(dice.pick([...deputies, ...deputies, ...EVERYBODY.filter(({kind}) => kind === 'human')]));
const findingOf = dice => ({severity: dice.pick(['info', 'warning', 'error']), text: text(dice), ...some(dice, 50, () => ({pointer: dice.pick(['', '/ask', '/versions/0/parts/0'])}))});
function stageIdOf(dice, {request}) {
  const stages = request?.stages ?? [];
  const open = stages.filter(({status}) => status === 'open');
  return open.length > 0 && dice.chance(85) ? dice.pick(open).id : stages.length > 0 && dice.chance(85) ? dice.pick(stages).id : 's9';
}

const making = {
  create: (dice, {now}) => ({
    kind: dice.pick(KINDS),
    title: `Title ${dice.below(3)}`,
    ...subjectOf(dice, now, 90),
    stages: stagesOf(dice),
    ...some(dice, 20, () => ({template: 'milestone'})),
    ...some(dice, 25, () => ({links: Array.from({length: 1 + dice.below(2)}, () => linkOf(dice))})),
  }),
  edit: (dice, scene) => ({
    ...some(dice, 30, () => ({title: `Title ${dice.below(3)}`})),
    ...subjectOf(dice, scene.now, 20),
    ...some(dice, 15, () => ({stages: stagesOf(dice, scene.version)})),
    ...lacking(dice, scene),
    ...some(dice, 15, () => ({clear: subset(dice, 50, ['amount', 'due', 'policy', 'calendar'])})),
  }),
  'add-version': (dice, {version}) => ({parts: partsOf(dice, version), ...some(dice, 30, () => ({note: remark(dice)}))}),
  'confirm-ready': dice => ({displayed_digest: dice.chance(95) ? '@digest' : '0'.repeat(64)}),
  submit: () => ({}),
  'open-part': (dice, {request, version}) => ({version: dice.chance(80) && version ? version.number : 1 + dice.below(3), part: partIdOf(dice, dice.chance(80) ? version : request?.versions[0])}),
  ask: (dice, {version}) => ({text: text(dice), ...some(dice, 40, () => ({part: partIdOf(dice, version)}))}),
  answer: (dice, {request}) => ({question: idOf(dice, 'q', mostly(dice, request?.questions)), text: text(dice)}),
  comment: (dice, {version}) => ({text: text(dice), ...some(dice, 40, () => ({part: partIdOf(dice, version)}))}),
  retract: (dice, {request}) => ({decision: idOf(dice, 'd', request?.decisions.filter(({standing}) => standing === 'standing' || dice.chance(10)) ?? []), ...some(dice, 50, () => ({reason: remark(dice)}))}),
  revise: () => ({}),
  withdraw: dice => ({reason: text(dice)}),
  'withdraw-question': (dice, {request}) => ({question: idOf(dice, 'q', mostly(dice, request?.questions))}),
  delegate: (dice, scene) => ({
    stage: stageIdOf(dice, scene),
    to: takerOf(dice),
    reason: text(dice),
    ...coverOf(dice, scene),
  }),
  'end-delegation': (dice, {request}) => ({delegation: idOf(dice, 'g', request?.delegations ?? [])}),
  reassign: (dice, scene) => ({stage: stageIdOf(dice, scene), place: dice.chance(90) ? dice.pick(approvers).id : 'rita', to: takerOf(dice), reason: text(dice), ...coverOf(dice, scene)}),
  'meet-condition': (dice, {request}) => ({condition: conditionIdOf(dice, request), evidence: text(dice)}),
  'close-condition': (dice, {request}) => ({condition: conditionIdOf(dice, request)}),
  'waive-condition': (dice, {request}) => ({condition: conditionIdOf(dice, request), reason: text(dice)}),
  'reopen-condition': (dice, {request}) => ({condition: conditionIdOf(dice, request), reason: text(dice)}),
  'answer-objection': (dice, {request, now}) => {
    const kind = dice.pick(['in-scope', 'change-order']);
    return {
      objection: idOf(dice, 'o', mostly(dice, request?.objections)),
      class: kind,
      work: text(dice),
      due: dueOf(dice, now),
      ...some(dice, kind === 'in-scope' ? 5 : 93, () => ({change_order: `req_${dice.below(4)}`})),
    };
  },
  link: dice => linkOf(dice),
  extend: (dice, {now, request}) => ({due: request?.due && dice.chance(60) ? instant(Date.parse(request.due) + dice.below(3 * DAY)) : dueOf(dice, now), reason: text(dice)}),
  proceed: dice => ({reason: text(dice)}),
  check: dice => ({findings: Array.from({length: dice.below(3)}, () => findingOf(dice))}),
  flag: dice => findingOf(dice),
  remind: (dice, scene) => ({stage: stageIdOf(dice, scene)}),
  escalate: (dice, scene) => ({stage: stageIdOf(dice, scene)}),
  pause: (dice, scene) => ({stage: stageIdOf(dice, scene)}),
  expire: (dice, scene) => ({stage: stageIdOf(dice, scene)}),
  chase: (dice, {request}) => {
    const isPromised = dice.chance(request?.state === 'approved-with-conditions' ? 80 : 20);
    return isPromised ? {condition: conditionIdOf(dice, request)} : {question: idOf(dice, 'q', mostly(dice, request?.questions))};
  },
};

/** Dice that never hit. */
const NEVER = {chance: () => false, below: () => 0, pick: list => list[0]};

/** The timers that have come. */
function timersOf({request, now}) {
  const hasCome = at => at !== undefined && at <= instant(now);
  const clocks = request.stages.map(({clock}) => clock).filter(Boolean);
  return {
    remind: clocks.some(({reminders}) => hasCome(reminders?.[0])) ? 12 : 2,
    escalate: clocks.some(({escalate_at}) => hasCome(escalate_at)) ? 12 : 1,
    [request.policy?.end?.action ?? 'pause']: clocks.some(({end_at}) => hasCome(end_at)) ? 8 : 1,
    chase: request.questions.some(({chase_at}) => hasCome(chase_at)) ? 8 : 1,
  };
}

const answering = ({request}) => (request?.questions.some(({state}) => state === 'open') ? 8 : 2);

/** What is likely to come next. */
const onward = {
  undefined: () => ({create: 1}),
  draft: scene => ({
    'add-version': !scene.version || scene.version.status === 'locked' ? 40 : 3,
    'confirm-ready': 25,
    edit: Object.keys(lacking(NEVER, scene)).length > 0 ? 60 : 4,
    comment: 2,
  }),
  ready: () => ({submit: 30, edit: 3, 'add-version': 3, comment: 3}),
  'in-review': scene => ({decide: 40, 'open-part': 8, ask: 6, answer: answering(scene), comment: 3, 'add-version': 6, retract: 4}),
  'changes-requested': scene => ({revise: 12, 'open-part': 2, ask: 2, answer: answering(scene) / 2, comment: 2}),
};
const talk = scene => ({'open-part': 3, ask: 3, answer: answering(scene) / 2, comment: 2});

/** What the whole of the rules adds to it. */
const further = {
  draft: () => ({check: 2, flag: 1, link: 1}),
  ready: () => ({check: 2, flag: 1}),
  'in-review': scene => ({delegate: 8, 'end-delegation': 3, reassign: 3, 'withdraw-question': 2, extend: 2, proceed: 2, check: 1, flag: 1, link: 1, ...timersOf(scene)}),
  'changes-requested': ({request}) => ({'answer-objection': request.objections.some(({state}) => state === 'open') ? 25 : 1, 'withdraw-question': 1, chase: 1, flag: 1}),
  approved: () => ({link: 1, flag: 1, chase: 1, edit: 1}),
  'approved-with-conditions': () => ({delegate: 4, reassign: 4, 'meet-condition': 8, 'close-condition': 8, 'waive-condition': 4, 'reopen-condition': 5, chase: 7, link: 1, 'add-version': 1}),
};

function holderIn(dice, {request, now}, id) {
  const stage = request?.stages.find(other => other.id === id);
  const places = stage ? placesOf(stage) : [];
  return places.length > 0 ? humanOf(holderOf(request, stage, dice.pick(places), instant(now)).id) : dice.pick(approvers);
}
function ownerOf(request, id) {
  const condition = request?.conditions.find(other => other.id === id);
  return condition && request.decisions.find(made => made.id === condition.decision).actor;
}

/** Who is likely to send it. */
function senderOf(dice, command, scene) {
  const {request} = scene;
  const made = request?.decisions.find(({id}) => id === command.decision);
  const named = (request?.stages ?? []).flatMap(({members}) => members).map(({id}) => humanOf(id));
  switch (command.command) {
    case 'open-part': case 'ask': case 'answer': case 'comment': return dice.chance(60) && named.length > 0 ? dice.pick(named) : dice.pick([...approvers, rita, olga, ...delivery]);
    case 'retract': return made && dice.chance(85) ? made.actor : dice.pick(approvers);
    case 'decide': return dice.pick(approvers);
    case 'create': case 'edit': case 'add-version': return dice.chance(80) ? dice.pick(delivery) : agent;
    case 'withdraw-question': return request?.questions.find(({id}) => id === command.question)?.by ?? dice.pick(approvers);
    case 'delegate': return holderIn(dice, scene, command.stage);
    case 'end-delegation': return humanOf(request?.delegations?.find(({id}) => id === command.delegation)?.from.id) ?? dice.pick(delivery);
    case 'close-condition': case 'waive-condition': case 'reopen-condition': return ownerOf(request, command.condition) ?? dice.pick(approvers);
    case 'check': case 'flag': return dice.chance(50) ? agent : dice.pick(delivery);
    case 'remind': return dice.chance(60) ? timer : dice.pick([agent, ...delivery]);
    case 'escalate': case 'pause': case 'expire': case 'chase': return timer;
    default: return dice.pick(delivery);
  }
}

/** The next step of a walk: {command, context}. The text "@digest" stands for the digest of the version at that time. */
function stepOf(dice, scene) {
  const {request, step, now} = scene;
  const likely = {...(onward[request?.state] ?? talk)(scene), ...further[request?.state]?.(scene)};
  // Nobody takes a request back half as often as they could: it would end too many of them.
  const anything = VERBS.filter(verb => verb !== 'withdraw' || dice.chance(15));
  const word = dice.chance(88) ? weighted(dice, likely) : dice.pick(anything);
  const made = word === 'decide' ? decideOf(dice, scene) : {command: {command: word, ...making[word](dice, scene)}};
  const command = made.command;
  const actor = dice.chance(7) ? dice.pick(EVERYBODY) : made.actor ?? senderOf(dice, command, scene);
  const challenge = command.challenge && dice.chance(98) ? {challenge: {value: dice.chance(98) ? command.challenge : 'ch-other', expires: instant(now + (dice.chance(97) ? 600_000 : dice.pick([-1, 0, 1])))}} : {};
  const command_id = `c${dice.chance(98) ? step : dice.below(step)}`;
  return {command, context: {now: instant(now), actor, command_id, request: 'req_naive', ...challenge, ...some(dice, 1, () => ({record_bytes: dice.pick([16 * 1024 * 1024, 16 * 1024 * 1024 + 1])}))}};
}

/** The very moment at which something that the request speaks of comes: the last millisecond before belongs to before. */
function momentOf(dice, request, now) {
  const named = [...new Set(JSON.stringify(request ?? {}).match(/\d{4}-\d\d-\d\dT[\d:.]{12}Z/g))].map(text => Date.parse(text));
  const soon = named.filter(time => time > now && time < now + 3 * DAY);
  return soon.length > 0 ? dice.pick(soon) - dice.below(2) : now;
}

/**
 * One walk: calls `take(step)` with each step; it answers the request as it is afterwards. Some steps after the request
 * has ended, so does the walk.
 */
export function walk(seed, take) {
  const dice = diceOf(seed);
  const length = 40 + dice.below(41);
  let now = Date.parse('2026-11-23T09:00:00.000Z');
  let request;
  let ended = 0;
  for (let step = 1; step <= length; ++step) {
    // Clocks are set back at times; a record does not run backwards.
    now += dice.chance(2) ? -2 * HOUR : dice.chance(4) ? dice.below(3 * DAY) : dice.below(2 * HOUR);
    if (dice.chance(6)) now = momentOf(dice, request, now);
    const next = stepOf(dice, {request, version: request?.versions.at(-1), step, now});
    request = take(next) ?? request;
    if (FINAL.includes(request?.state) || APPROVED.includes(request?.state)) ended += FINAL.includes(request.state) ? 3 : 1;
    if (ended > 20) return;
  }
}
