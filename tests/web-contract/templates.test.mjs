// The templates that come with the core are what the schema says, and the schema refuses what is none.
import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {test} from 'node:test';
import {refusalsOf} from './schema.mjs';

const folder = new URL('../../core/templates/', import.meta.url);
const files = readdirSync(folder).filter(name => name.endsWith('.json'));
const templateOf = file => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));

test('there is a template for every approval that the product promises', () => {
  assert.deepEqual(files.sort(), ['change-order.json', 'customer-approval.json', 'document.json', 'invoice.json', 'milestone.json', 'proposal.json', 'service-report.json']);
});

for (const file of files) {
  test(`${file} is a template, and is named by its id`, () => {
    const template = templateOf(file);
    assert.deepEqual(refusalsOf('Template', template), []);
    assert.equal(`${template.template}.json`, file);
  });
}

const sound = templateOf('customer-approval.json');
const [stage] = sound.stages;
const {kind, ...without_kind} = sound;
const refused = [
  ['no kind', without_kind],
  ['an unknown field', {...sound, must_open: 'all'}],
  ['people instead of roles', {...sound, stages: [{...stage, members: [{id: 'maria', name: 'Maria Keller', obligation: 'approver'}]}]}],
  ['no stages', {...sound, stages: []}],
  ['no roles', {...sound, roles: []}],
  ['a stage without members', {...sound, stages: [{...stage, members: []}]}],
  ['a guard of two forms', {...sound, stages: [{...stage, guard: {fact: 'impact', equals: 'major', in: ['major']}}]}],
  ['a fact of another type', {...sound, facts: [{name: 'impact', type: 'date', required: true}]}],
  ['a span of nothing', {...sound, policy: {response: {amount: 0, unit: 'days'}}}],
  ['an end that approves', {...sound, policy: {...sound.policy, end: {after: {amount: 1, unit: 'days'}, action: 'approve'}}}],
  ['an effect that was released', {...sound, effects: [{...sound.effects[0], released: '2026-11-21T14:32:08.000Z'}]}],
];
for (const [what, template] of refused) test(`refused: ${what}`, () => assert.notDeepEqual(refusalsOf('Template', template), []));

const person = {role: 'client-lead', id: 'maria', name: 'Maria Keller', organization: 'Keller AG'};
const fill = {title: 'Homepage', people: [person], amount: {minor: 100, currency: 'EUR'}, facts: [{name: 'impact', text: 'minor'}, {name: 'days', number: -3}], links: [{relation: 'original', request: 'req_1'}]};

test('what is filled in may be a title and people, or all of it', () => {
  for (const filled of [{title: 'Homepage', people: []}, fill]) assert.deepEqual(refusalsOf('TemplateInput', {template: sound, fill: filled}), []);
});

const refused_fills = [
  ['no title', {people: []}],
  ['people by name of their role', {...fill, people: {'client-lead': person}}],
  ['a person without a role', {...fill, people: [{id: 'maria', name: 'Maria Keller'}]}],
  ['a fact that is a text and a number', {...fill, facts: [{name: 'impact', text: 'minor', number: 1}]}],
  ['stages of its own', {...fill, stages: []}],
];
for (const [what, filled] of refused_fills) test(`refused in a fill: ${what}`, () => assert.notDeepEqual(refusalsOf('TemplateFill', filled), []));
