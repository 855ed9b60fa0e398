// What is shown besides the choices, as plain functions: conditions, places, silence, effects.
import assert from 'node:assert/strict';
import {before, describe, test} from 'node:test';
import {source} from './support/source.mjs';

const {createTexts, learn} = await source('texts.ts');
const {en} = await source('messages/en.ts');
const {later} = await source('messages/later.ts');
const {conditions} = await source('render/conditions.ts');
const {holderOf, places} = await source('render/places.ts');
const {lead, silence} = await source('render/silence.ts');
const {releases} = await source('render/releases.ts');
const {deed} = await source('render/deed.ts');
const {isMore} = await source('looks.ts');

const {t, ...others} = createTexts('en-GB', {...en, ...later});
const texts = {...others, t, say: t}; // each module is bundled on its own, and knows only elements of its own
const person = (id, name) => ({id, name, kind: 'human', party: 'customer'});
const [maria, jonas, olga] = [person('maria', 'Maria'), person('jonas', 'Jonas'), person('olga', 'Olga')];
const dana = {...person('dana', 'Dana'), party: 'delivery', organization: 'Northlight'};
const approver = ({id, name}) => ({id, name, obligation: 'approver'});
const stage = (more = {}) => ({id: 's', name: 'Stage', order: 1, rule: {type: 'all'}, members: [approver(maria)], status: 'open', ...more});

function uiOf(request, {actor = maria, options = [], draft = {}, ...more} = {}) {
  const whole = {state: 'in-review', version: 1, versions: [], stages: [stage()], decisions: [], conditions: [], objections: [], questions: [], comments: [], requester: dana, ...request};
  const loaded = {request: whole, actor, version: undefined, permitted: {options, missing: []}};
  return {texts, draft, errors: new Map(), snapshot: {}, loaded, act: {}, ...more};
}
const nodes = (node) => (Array.isArray(node) ? node.flatMap(nodes) : node?.children ? [node, ...node.children.flatMap(nodes)] : []);
const read = (node) => (Array.isArray(node) ? node.map(read).join(' ') : (node?.children ? node.children.map(read).join(' ') : (node || '')).toString()).replace(/\s+/g, ' ').trim();
const buttons = (node) => nodes(node).filter(({tag}) => tag === 'button').map(read);
const may = (command, target, more = {}) => ({allowed: true, command, target, needs: [], causes: [], ...more});

describe('sentences that come later', () => {
  test('are known to catalogues that are there already, and yield to the host’s', () => {
    const early = createTexts('en', en, {'deed.then': 'Dann'}, 'de');
    assert.equal(early.t('condition.open'), 'condition.open');
    learn(later);
    assert.equal(early.t('condition.open'), 'Open');
    assert.equal(early.t('deed.then'), 'Dann');
    assert.ok(early.has('condition.met'));
  });
});

describe('conditions', () => {
  const list = [
    {id: 'c1', decision: 'd1', text: 'Train the shops.', state: 'open', due: '2031-05-20T21:59:59.000Z'},
    {id: 'c2', decision: 'd1', text: 'Fix the map.', state: 'met', met: {evidence: 'It is fixed.', by: dana, at: '2026-11-21T10:00:00.000Z'}},
  ];
  const decisions = [{id: 'd1', actor: maria}];

  test('are shown to everybody, with nothing to do where nothing is permitted', () => {
    const drawn = conditions(uiOf({conditions: list, decisions}));
    assert.match(read(drawn), /Open Train the shops\. Set by Maria · due .*2031/);
    assert.match(read(drawn), /Reported as met Fix the map\. .*Dana .*It is fixed\./);
    assert.deepEqual(buttons(drawn), []);
  });

  test('have exactly the buttons that the core permits for each', () => {
    const options = [may('close-condition', 'c1'), may('waive-condition', 'c1'), may('close-condition', 'c2'), may('reopen-condition', 'c2'), {...may('reopen-condition', 'c1'), allowed: false}];
    assert.deepEqual(buttons(conditions(uiOf({conditions: list, decisions}, {options}))), ['Close…', 'Waive…', 'Close…', 'Reopen…']);
  });

  test('that are late say so, until they are settled', () => {
    const due = '2020-05-20T21:59:59.000Z';
    const of = (state) => read(conditions(uiOf({conditions: [{id: 'c1', decision: 'd1', text: 'x', state, due}], decisions})));
    assert.match(of('open'), /was due .*2020/);
    assert.match(of('lapsed'), /· due .*2020/);
  });

  test('there are none where there are none', () => assert.ok(!conditions(uiOf({}))));
});

describe('a deed', () => {
  const released = {cause: 'effect-released', effect: 'invoice', text: 'Invoice INV-204'};
  const option = may('close-condition', 'c1', {needs: ['condition'], causes: [{cause: 'state-changes', state: 'approved'}, released]});
  const request = {conditions: [{id: 'c1', decision: 'd1', text: 'Train the shops.', state: 'met'}]};
  const sent = [];
  const act = {send: (command, done) => sent.push([command, done]), back() {}, edit() {}};
  const drawn = (options, draft, more = {}) => deed(uiOf({...request, ...more}, {options, draft: {deed: draft}, act}));
  before(() => new Promise((resolve) => setTimeout(resolve, 450))); // a dialog's button is deaf at first
  const press = (node) => nodes(node).find(({props}) => props.part === 'confirm').props.click();

  test('says what it is about and what it causes, in the words of the core', () => {
    const said = read(drawn([option], {verb: 'close-condition', target: 'c1'}));
    assert.match(said, /Close this condition\? Train the shops\./);
    assert.match(said, /Then The request becomes fully approved\. It lets this happen: Invoice INV-204/);
  });

  test('that the core no longer permits has no button that does it', () => {
    const refused = drawn([{...option, allowed: false, code: 'condition-settled'}], {verb: 'close-condition', target: 'c1'});
    assert.deepEqual(buttons(refused), ['Go back']);
    assert.match(read(refused), /has moved on meanwhile/);
    assert.deepEqual(buttons(drawn([], {verb: 'close-condition', target: 'c1'})), ['Go back']);
  });

  for (const [verb, needs, draft, command] of [
    ['close-condition', ['condition'], {target: 'c1'}, {condition: 'c1'}],
    ['waive-condition', ['condition', 'reason'], {target: 'c1', text: ' We do without. '}, {condition: 'c1', reason: 'We do without.'}],
    ['reopen-condition', ['condition', 'reason'], {target: 'c1'}, {condition: 'c1', reason: ''}],
    ['end-delegation', ['delegation'], {target: 'g1'}, {delegation: 'g1'}],
    ['withdraw-question', ['question'], {target: 'q1'}, {question: 'q1'}],
    ['answer', ['question', 'text'], {target: 'q1', text: 'Yes.'}, {question: 'q1', text: 'Yes.'}],
    ['comment', ['text'], {target: '', text: 'Nice.'}, {text: 'Nice.'}],
    ['retract', ['decision'], {target: 'd1'}, {decision: 'd1'}],
    ['delegate', ['stage', 'to', 'reason'], {target: 's', text: 'Holidays.', name: ' Olga ', id: ' olga@keller.example '}, {stage: 's', to: {id: 'olga@keller.example', name: 'Olga'}, reason: 'Holidays.'}],
  ]) {
    test(`sends what the core needs: ${verb}`, () => {
      sent.length = 0;
      const target = draft.target || undefined;
      press(drawn([may(verb, target, {needs})], {verb, ...draft}));
      assert.deepEqual(sent[0][0], {command: verb, ...command});
    });
  }

  test('hands over to somebody who is known by whom they are, until the end of a day', () => {
    sent.length = 0;
    const stages = [stage({members: [approver(maria), {...approver(jonas), organization: 'Keller'}]})];
    press(drawn([may('delegate', 's', {needs: ['stage', 'to', 'reason']})], {verb: 'delegate', target: 's', text: 'x', person: 'jonas', name: 'ignored', until: '2031-05-20'}, {stages}));
    const [{to, until}] = sent[0];
    assert.deepEqual(to, {id: 'jonas', name: 'Jonas', organization: 'Keller'});
    assert.match(until, /^2031-05-2[01]T/);
  });

  test('leads each complaint to its field, and the others above the buttons', () => {
    sent.length = 0;
    press(drawn([option], {verb: 'close-condition', target: 'c1'}));
    const {fieldOf} = sent[0][1];
    assert.deepEqual(['/reason', '/text', '/to', '/to/id', '/to/name', '/until', '/condition'].map(fieldOf), ['deed-text', 'deed-text', 'deed-id', 'deed-id', 'deed-name', 'deed-until', 'deed']);
  });
});

describe('the place of an approver', () => {
  const delegation = (id, from, to, more = {}) => ({id, type: 'delegated', stage: 's', place: 'maria', from, to, reason: 'Holidays.', state: 'standing', by: from, at: '2026-11-21T10:00:00.000Z', ...more});
  const holder = (...delegations) => holderOf({request: {delegations}}, stage(), approver(maria)).id;

  test('is with whom it was handed to', () => assert.equal(holder(delegation('g1', maria, jonas)), 'jonas'));
  test('goes from hand to hand', () => assert.equal(holder(delegation('g1', maria, jonas), delegation('g2', jonas, olga)), 'olga'));
  test('comes back when the cover is over, with all that hung on it', () => {
    assert.equal(holder(delegation('g1', maria, jonas, {until: '2020-01-01T00:00:00.000Z'}), delegation('g2', jonas, olga)), 'maria');
  });
  test('comes back when it was taken back', () => assert.equal(holder(delegation('g1', maria, jonas, {state: 'ended'})), 'maria'));

  test('is shown with both names, the reason, and the way back where the core permits it', () => {
    const drawn = places(uiOf({delegations: [delegation('g1', maria, jonas)]}, {options: [may('end-delegation', 'g1')]}), undefined);
    assert.match(read(drawn), /Maria lets Jonas decide\. .*Holidays\. Take back…/);
  });
  test('can be handed on from here where nothing is asked above', () => {
    assert.deepEqual(buttons(places(uiOf({}, {options: [may('delegate', 's')]}), undefined)), ['Let somebody else decide…']);
    assert.equal(places(uiOf({}, {options: [may('delegate', 's')]}), {stage: 's', options: []}), null);
  });
});

describe('silence', () => {
  const clock = {respond_by: '2031-05-20T15:00:00.000Z'};
  const span = {amount: 1, unit: 'days'};
  const policy = {response: span, escalation: {after: span, to: {id: 'olga', name: 'Olga'}}, end: {after: span, action: 'expire'}};
  const yours = [{command: 'decide', stage: 's', decision: 'approve', allowed: true, needs: [], causes: []}];
  const sentence = (more, options = yours, policies = policy) => read(silence(uiOf({policy: policies, stages: [stage({clock: {...clock, ...more}})]}, {options})));

  test('is told in one sentence with what comes of it, and that nothing is approved by it', () => {
    const all = {reminders: ['2031-05-19T15:00:00.000Z'], escalate_at: '2031-05-21T15:00:00.000Z', end_at: '2031-05-22T15:00:00.000Z'};
    assert.match(sentence(all), /^If we do not hear from you by .*20 May 2031.*, we remind you, we turn to Olga on .*21 May.* and this request ends on .*22 May.*; nothing is approved without you\.$/);
    assert.match(sentence({end_at: '2031-05-22T15:00:00.000Z'}, yours, {...policy, end: {after: span, action: 'pause'}}), /we put this on hold on .*22 May/);
    assert.match(sentence({}), /^Please answer by .*; nothing is approved without you\.$/);
    assert.match(sentence(all, []), /^An answer is due by .*; without one, nothing is approved\.$/);
  });
  test('is not told where no time runs', () => {
    assert.equal(read(silence(uiOf({policy, stages: [stage()]}, {options: yours}))), '');
    assert.equal(read(silence(uiOf({policy, state: 'approved', stages: [stage({clock})]}))), '');
  });
  test('that has put the request on hold is said, and what ends it', () => {
    assert.match(read(lead(uiOf({paused_at: '2026-11-20T10:00:00.000Z'}, {options: yours}))), /^On hold since 20 Nov.*You can still decide/);
  });
});

describe('effects', () => {
  test('are shown as released, or with what they wait for', () => {
    const effects = [{id: 'a', text: 'Start', after: 'approval', released: '2026-11-20T10:00:00.000Z'}, {id: 'b', text: 'Invoice', after: 'conditions-closed'}];
    assert.match(read(releases(uiOf({effects}))), /Start 20 Nov.* released Invoice once no condition is left waits/);
  });
});

describe('what comes later', () => {
  const options = [{command: 'decide', stage: 's', decision: 'approve', allowed: true, needs: [], causes: []}];
  const needed = (request, more = options) => isMore(uiOf(request, {options: more}).loaded);

  test('is not loaded for one person’s plain choice', () => assert.equal(needed({}), false));
  for (const [what, request, more] of [
    ['nothing is left to decide', {}, []],
    ['others are asked as well', {stages: [stage({members: [approver(maria), approver(jonas)]})]}],
    ['there is a policy on silence', {policy: {}}],
    ...['questions', 'comments', 'conditions', 'objections', 'effects', 'delegations'].map((list) => [`there are ${list}`, {[list]: [{}]}]),
  ]) {
    test(`is loaded when ${what}`, () => assert.equal(needed(request, more), true));
  }
});
