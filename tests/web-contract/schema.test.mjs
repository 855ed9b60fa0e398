// The wire is written once, in core/schema. These tests hold the schema, the OpenAPI document and the core's own tables together.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {schema, refusalsOf, validate} from './schema.mjs';

const core = path => readFileSync(new URL(`../../core/${path}`, import.meta.url), 'utf8');
const openapi = JSON.parse(core('schema/openapi.json'));
const {$defs} = schema;

const routes = Object.entries(openapi.paths).flatMap(([path, item]) =>
  ['get', 'put', 'post', 'delete', 'patch'].filter(method => item[method]).map(method => ({
    name: `${method.toUpperCase()} ${path}`,
    method,
    ...item[method],
    parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])].map(resolve),
  })),
);

/** A reference inside the OpenAPI document, followed. */
function resolve(value) {
  return value.$ref?.startsWith('#/') ? value.$ref.slice(2).split('/').reduce((at, key) => at[key], openapi) : value;
}

/** [[where, schema, example]...] of every example in the document, wherever it stands. */
function examplesIn(value, where = '#') {
  if (value === null || typeof value !== 'object') return [];
  const own = [];
  if (value.schema && value.examples) own.push(...Object.entries(value.examples).map(([name, {value: example}]) => [`${where} ${name}`, value.schema, example]));
  if (value.schema && 'example' in value) own.push([where, value.schema, value.example]);
  return [...own, ...Object.entries(value).flatMap(([key, inner]) => (key === 'examples' ? [] : examplesIn(inner, `${where}/${key}`)))];
}

/** Every $ref in a document. */
function refsIn(value) {
  if (value === null || typeof value !== 'object') return [];
  return [...(typeof value.$ref === 'string' ? [value.$ref] : []), ...Object.values(value).flatMap(refsIn)];
}

/** Canonical JSON of the protocol's subset: keys sorted, no spaces. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical)}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map(key => `${JSON.stringify(key)}:${canonical(value[key])}`)}}`;
}

test('every definition compiles in strict mode and explains itself', () => {
  for (const [name, definition] of Object.entries($defs)) {
    assert.doesNotThrow(() => validate(name, {}), name);
    assert.ok(definition.description, `${name} has no description`);
  }
});

test('input is strict all the way down; output is tolerant', () => {
  const closed = value => value.additionalProperties === false || value.unevaluatedProperties === false;
  for (const [name, definition] of Object.entries($defs)) {
    if (definition.oneOf || definition.type !== 'object' || name === 'Limits') continue;
    const isInput = /(Command|Input|^Context|SessionRequest|^Template\w*)$/.test(name);
    assert.equal(closed(definition), isInput, name);
  }
});

test('the limits are those of the core', () => {
  const limits = Object.fromEntries([...core('base/limits.h').matchAll(/ k(\w+) = (\d+);/g)].map(([, name, value]) => [name, Number(value)]));
  const {Part, StageDefinition, DecideCommand, CreateCommand, AddVersionCommand} = $defs;
  const written = {
    Title: $defs.Title.maxLength, Ask: $defs.Ask.maxLength, ScopeItem: $defs.Scope.items.maxLength, ScopeItems: $defs.Scope.maxItems, Text: $defs.Text.maxLength,
    Name: $defs.Name.maxLength, Project: $defs.Project.maxLength, PartName: Part.properties.name.maxLength, MediaType: Part.properties.media_type.maxLength,
    Challenge: DecideCommand.properties.challenge.maxLength, Parts: AddVersionCommand.properties.parts.maxItems, Stages: CreateCommand.properties.stages.maxItems,
    Members: StageDefinition.properties.members.maxItems, Reasons: DecideCommand.properties.conditions.maxItems, Events: $defs.EventEnvelope.properties.seq.maximum,
    Integer: Part.properties.size.maximum,
    Facts: CreateCommand.properties.facts.maxItems, Effects: CreateCommand.properties.effects.maxItems, Links: CreateCommand.properties.links.maxItems,
    Reminders: $defs.Policy.properties.reminders.maxItems, Findings: $defs.CheckCommand.properties.findings.maxItems, Pointer: $defs.Finding.properties.pointer.maxLength,
    PredicateItems: $defs.AllPredicate.properties.all.maxItems,
  };
  for (const [name, value] of Object.entries(written)) assert.equal(value, limits[name], name);
  assert.equal($defs.Remark.maxLength, limits.Text);
  assert.equal(DecideCommand.properties.objections.maxItems, limits.Reasons);
  assert.deepEqual([$defs.AnyPredicate.properties.any.maxItems, $defs.InPredicate.properties.in.maxItems], [limits.PredicateItems, limits.PredicateItems]);
  assert.equal(StageDefinition.properties.parts.maxItems, limits.Parts);
  const cleared = [$defs.EditCommand, $defs.EditedEvent].map(({properties}) => properties.clear.maxItems);
  assert.deepEqual(cleared, [$defs.SubjectField.enum.length, $defs.SubjectField.enum.length]);
  assert.equal(CreateCommand.properties.demands.maxItems, $defs.Demand.enum.length);
  assert.ok($defs.Id.pattern.endsWith(`{1,${limits.Id}}$`));
});

test('the words are those of the core', () => {
  const words = Object.fromEntries([...core('request/words.h').matchAll(/COUNTERSIGN_WORDS\((\w+), ([^)]+)\)/g)].map(([, name, list]) => [name, [...list.matchAll(/"([^"]+)"/g)].map(match => match[1])]));
  const enumOf = {RequestState: 'RequestState', Verb: 'Verb', DecisionKind: 'DecisionWord', SubjectKind: 'Kind', ActorKind: 'ActorKind', Party: 'Party', Obligation: 'Obligation', StageStatus: 'StageStatus', VersionStatus: 'VersionStatus', Standing: 'DecisionStanding', QuestionState: 'QuestionState', ConditionState: 'ConditionState', SubjectField: 'SubjectField', ObjectionState: 'ObjectionState', ChangeClass: 'ChangeClass', Relation: 'Relation', DelegationType: 'DelegationType', DelegationState: 'DelegationState', Demand: 'Demand', ReleaseAfter: 'ReleaseAfter', PolicyEnd: 'PolicyEnd', Severity: 'Severity', Role: 'Role'};

  const withoutDefinition = ['E', 'RuleType']; // the macro's own parameter; rules are two definitions
  assert.deepEqual(Object.keys(enumOf).sort(), Object.keys(words).filter(name => !withoutDefinition.includes(name)).sort());
  for (const [core_name, name] of Object.entries(enumOf)) assert.deepEqual($defs[name].enum, words[core_name].filter(word => word !== 'none'), name);
  const consts = (names, tag) => names.map(({$ref}) => $defs[$ref.split('/').at(-1)].properties[tag].const);
  assert.deepEqual(consts($defs.Command.oneOf, 'command'), words.Verb);
  const events = core('request/event.h').match(/kEventWords = [^(]*\(([^)]*)\)/)[1];
  assert.deepEqual(consts($defs.Event.oneOf, 'event'), [...events.matchAll(/"([^"]+)"/g)].map(match => match[1]));
});

test('what permitted says that a command needs is what the schema requires of it', () => {
  const needs = Object.fromEntries([...(core('request/samples.cpp') + core('request/samples_delivery.cpp')).matchAll(/ k(\w+)Needs\[\] = \{([^}]*)\}/g)].map(([, name, list]) => [name, [...list.matchAll(/"([^"]+)"/g)].map(match => match[1])]));
  const commandsOf = {Create: ['Create'], Version: ['AddVersion'], Ready: ['ConfirmReady'], Open: ['OpenPart'], Answer: ['Answer'], Talk: ['Ask', 'Comment'], Retract: ['Retract'], Reason: ['Withdraw', 'Proceed'], Decision: ['Decide'], Question: ['WithdrawQuestion'], Delegate: ['Delegate'], Delegation: ['EndDelegation'], Condition: ['CloseCondition'], ConditionReason: ['WaiveCondition', 'ReopenCondition'], Reassign: ['Reassign'], Meet: ['MeetCondition'], Objection: ['AnswerObjection'], Link: ['Link'], Extend: ['Extend'], Check: ['Check'], Flag: ['Flag'], Stage: ['Remind', 'Escalate', 'Pause', 'Expire']};
  const besides = {Conditional: ['conditions'], Objecting: ['objections']};
  assert.deepEqual(Object.keys(needs).sort(), [...Object.keys(commandsOf), ...Object.keys(besides)].sort());
  const required = name => $defs[`${name}Command`].required.filter(field => field !== 'command').sort();
  for (const [name, commands] of Object.entries(commandsOf)) for (const command of commands) assert.deepEqual(needs[name].toSorted(), required(command), command);
  for (const [name, fields] of Object.entries(besides)) assert.deepEqual(needs[name], [...needs.Decision, ...fields], name);
  const all = $defs.Command.oneOf.map(({$ref}) => $ref.match(/(\w+)Command$/)[1]);
  for (const name of all.filter(name => !Object.values(commandsOf).flat().includes(name))) assert.deepEqual(required(name), [], name);
});

const rows = Object.fromEntries([...(core('base/error_code.cpp') + core('base/further_error_code.cpp')).matchAll(/ErrorRow\{\w+, "([a-z0-9-]+)", (\d+),\s*"([^"]+)"\}/g)].map(([, code, status, title]) => [code, {status: Number(status), title}]));

test('the codes of refusals are those of the core', () => {
  assert.deepEqual($defs.ErrorCode.enum, Object.keys(rows));
});

test('every reference in the OpenAPI document leads somewhere', () => {
  for (const $ref of refsIn(openapi)) {
    if ($ref.startsWith('#/')) assert.ok(resolve({$ref}), $ref);
    else assert.ok($defs[$ref.match(/^countersign\.schema\.json#\/\$defs\/(\w+)$/)?.[1]], $ref);
  }
});

test('every example in the OpenAPI document is what its schema says', () => {
  const examples = examplesIn(openapi);
  assert.ok(examples.length > 25, `only ${examples.length} examples`);
  for (const [where, {$ref, ...inline}, example] of examples) assert.deepEqual(refusalsOf($ref?.split('/').at(-1) ?? inline, example), [], where);
});

test('the digests in the examples are those of what is approved', () => {
  const {request} = routes.find(route => route.operationId === 'getRequest').responses[200].content['application/json'].examples['in-review'].value;
  const [{amount, ask, parts, scope, digest}] = request.versions;
  assert.equal(digest, createHash('sha256').update(canonical({amount, ask, parts, scope})).digest('hex'));
});

test('every example of a refusal has the status and title of its code', () => {
  const refusals = examplesIn(openapi).map(([, , example]) => example).filter(example => example.code);
  assert.ok(refusals.length > 10);
  for (const {code, status, title, type} of refusals) assert.deepEqual({status, title, type}, {...rows[code], type: `urn:countersign:problem:${code}`});
});

test('every code stands under a response with its status', () => {
  const listed = new Set();
  for (const [status, response] of routes.flatMap(route => Object.entries(route.responses))) {
    for (const [, code] of resolve(response).description.matchAll(/`([a-z0-9-]+)`/g)) {
      if (!rows[code]) continue;
      if (status !== 'default') assert.equal(rows[code].status, Number(status), code);
      listed.add(code);
    }
  }
  assert.deepEqual([...listed].sort(), Object.keys(rows).sort());
});

for (const route of routes) {
  test(`${route.name} says how it refuses, who may call it and what it needs`, () => {
    const problems = Object.entries(route.responses).filter(([status]) => status === 'default' || status >= '400').map(([, response]) => resolve(response));
    assert.ok(route.responses.default && problems.length >= 2);
    for (const {content} of problems) assert.match(content['application/problem+json'].schema.$ref, /Problem$/);
    assert.ok(route.security && route.operationId && route.summary && route.description);
    const headers = route.parameters.filter(parameter => parameter.in === 'header' && parameter.required).map(parameter => parameter.name);
    if (route.method === 'get') assert.deepEqual([route.requestBody, headers], [undefined, []]);
    else assert.ok(headers.includes('Countersign-Protocol') && (route.method === 'delete') === !route.requestBody?.required);
    if (route.operationId === 'sendCommand') assert.ok(headers.includes('If-Match') && headers.includes('Idempotency-Key'));
  });
}

const actor = {kind: 'human', party: 'customer', id: 'maria', name: 'Maria Keller'};
const decide = {command: 'decide', stage: 's', version: 1, displayed_digest: 'a'.repeat(64), decision: 'approve', challenge: 'x'};
const member = {id: 'maria', name: 'Maria Keller', obligation: 'approver'};
const stage = {id: 's', name: 'Owner', order: 1, rule: {type: 'all'}, members: [member]};
const create = {command: 'create', kind: 'deliverable', title: 'Homepage', stages: [stage]};
const part = {id: 'p', name: 'a.png', media_type: 'image/png', size: 1, sha256: 'b'.repeat(64)};
const context = {now: '2026-11-21T14:32:08.000Z', actor, command_id: 'c1', request: 'r1'};

test('sound messages are accepted', () => {
  for (const command of [decide, create, {command: 'submit'}, {command: 'edit', ask: ''}, {command: 'add-version', parts: [part], note: ''}, {...create, title: '👍'.repeat(200)}]) assert.deepEqual(refusalsOf('Command', command), []);
  assert.deepEqual(refusalsOf('Context', {...context, challenge: {value: 'x', expires: context.now}}), []);
  assert.deepEqual(refusalsOf('Actor', {...actor, later: 1}), [], 'output is read tolerantly');
});

const refused = [
  ['an unknown verb', 'Command', {command: 'approve'}],
  ['no verb', 'Command', {title: 'Homepage'}],
  ['an unknown field', 'Command', {...decide, force: true}],
  ['an unknown field in a nested object', 'Command', {...create, stages: [{...stage, members: [{...member, vote: 2}]}]}],
  ['an unknown field in a rule', 'Command', {...create, stages: [{...stage, rule: {type: 'all', count: 1}}]}],
  ['a quorum without a number', 'Command', {...create, stages: [{...stage, rule: {type: 'quorum'}}]}],
  ['an order of zero', 'Command', {...create, stages: [{...stage, order: 0}]}],
  ['a missing field', 'Command', {command: 'create', kind: 'deliverable'}],
  ['null where a field should be absent', 'Command', {...create, due: null}],
  ['a decision that is not one of the four', 'Command', {...decide, decision: 'rejct'}],
  ['a digest in capitals', 'Command', {...decide, displayed_digest: 'A'.repeat(64)}],
  ['a version that is a text', 'Command', {...decide, version: '1'}],
  ['a version with a fraction', 'Command', {...decide, version: 1.5}],
  ['a title that is one code point too long', 'Command', {...create, title: '👍'.repeat(201)}],
  ['a blank title', 'Command', {...create, title: ' \t '}],
  ['an instant without milliseconds', 'Command', {...create, due: '2026-11-27T16:00:00Z'}],
  ['an instant in another zone', 'Command', {...create, due: '2026-11-27T17:00:00.000+01:00'}],
  ['an id with a slash', 'Command', {...decide, stage: 'a/b'}],
  ['a version without parts', 'Command', {command: 'add-version', parts: []}],
  ['51 parts', 'Command', {command: 'add-version', parts: Array.from({length: 51}, (_, n) => ({...part, id: `p${n}`}))}],
  ['a size of 2^53', 'Command', {command: 'add-version', parts: [{...part, size: 2 ** 53}]}],
  ['a media type with parameters', 'Command', {command: 'add-version', parts: [{...part, media_type: 'text/plain; charset=utf-8'}]}],
  ['the same decision offered twice', 'Command', {...create, stages: [{...stage, decisions: ['approve', 'approve']}]}],
  ['an unknown field in the context', 'Context', {...context, trusted: true}],
  ['an unknown kind of actor', 'Context', {...context, actor: {...actor, kind: 'robot'}}],
  ['a problem without its type', 'Problem', {code: 'internal', status: 500, title: '', detail: '', pointer: ''}],
  ['a pointer that is none', 'CoreError', {code: 'internal', status: 500, title: '', detail: '', pointer: 'title'}],
  ['a code outside the table', 'CoreError', {code: 'no', status: 500, title: '', detail: '', pointer: ''}],
  ['an event without an envelope', 'Event', {event: 'revision-started', superseded: []}],
  ['a session for a page with a path', 'SessionRequest', {actor, origins: ['https://portal.example/page']}],
];
for (const [what, definition, message] of refused) test(`refused: ${what}`, () => assert.notDeepEqual(refusalsOf(definition, message), []));
