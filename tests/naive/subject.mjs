// The subject of a request and its versions: what may be said about them, and how it is kept.
import {canonical, digestOf, filled, listed, same} from './canonical.mjs';
import {DECISIONS} from './record.mjs';
import {refuse} from './refusing.mjs';
import {placesOf, wayOf} from './stages.mjs';

const SUBJECT = ['title', 'ask', 'scope', 'project', 'amount', 'due', 'stages', 'facts', 'demands', 'effects', 'policy', 'calendar'];
const LISTS = ['facts', 'demands', 'effects'];

/** As it is kept: what says nothing is not written. */
function definition({decisions, parts, ...stage}) {
  const offered = DECISIONS.filter(word => (decisions ?? DECISIONS).includes(word));
  return {...stage, decisions: offered.length < DECISIONS.length ? offered : undefined, parts: listed(parts)};
}
export const partOf = ({must_open, ...part}) => (must_open ? {...part, must_open} : part);

const kept = {
  stages: stages => stages.map(definition),
  policy: ({reminders, ...policy}) => ({...policy, reminders: listed(reminders)}),
};

export function fieldsOf(command) {
  const named = SUBJECT.filter(key => command[key] !== undefined);
  return Object.fromEntries(named.map(key => [key, kept[key] ? kept[key](command[key]) : command[key]]));
}

/** The first item whose id an earlier one has. */
const repeated = list => list.findIndex((item, index) => list.findIndex(({id}) => id === item.id) < index);

export function idsUnique({command}) {
  const {stages = [], facts = [], effects = [], links = []} = command;
  const once = (list, pointer) => refuse(repeated(list) !== -1, 'duplicate-id', pointer(repeated(list)));
  once(stages, i => `/stages/${i}/id`);
  stages.forEach(({members, parts = []}, i) => {
    once(members, j => `/stages/${i}/members/${j}/id`);
    once(parts.map(id => ({id})), j => `/stages/${i}/parts/${j}`);
  });
  once(facts.map(({name}) => ({id: name})), i => `/facts/${i}/name`);
  once(effects, i => `/effects/${i}/id`);
  once(links.map(link => ({id: canonical(link)})), i => `/links/${i}`);
}

/** What a field says now, as a command would say it. */
function saidNow(request, key) {
  if (key === 'project') return request.project ?? '';
  if (key === 'stages') return request.stages.map(({status, ...stage}) => stage);
  if (LISTS.includes(key)) return request[key] ?? [];
  return request[key];
}

export function editChangesSomething({request, command}) {
  const clear = command.clear ?? [];
  clear.forEach((key, i) => refuse(command[key] !== undefined, 'set-and-cleared', `/clear/${i}`));
  const isSet = Object.entries(fieldsOf(command)).some(([key, value]) => !same(value, saidNow(request, key)));
  refuse(!isSet && !clear.some(key => request[key] !== undefined), 'nothing-to-change');
}

/** With the new stages nobody may be on the way of two places of one stage, as they have been handed on until now. */
export function editLeavesPlacesApart({request, command, now}) {
  (command.stages ?? []).forEach((stage, i) => {
    const ways = placesOf(stage).map(place => ({place, way: wayOf(request, stage, place, now).map(({id}) => id)}));
    const at = place => `/stages/${i}/members/${stage.members.indexOf(place)}`;
    const received = ways.find(({place}) => ways.some(other => other.place !== place && other.way.includes(place.id)));
    refuse(received, 'already-approver', received && at(received.place));
    const meeting = ways.find(({way}, j) => ways.slice(0, j).some(earlier => earlier.way.some(id => way.includes(id))));
    refuse(meeting, 'already-approver', meeting && at(meeting.place));
  });
}

// --- versions ---

export function partIdsUnique({command: {parts}}) {
  refuse(repeated(parts) !== -1, 'duplicate-id', `/parts/${repeated(parts)}/id`);
}

const nextDigest = ({request: {ask, scope, amount}, command}) => digestOf({ask, scope, amount, parts: command.parts.map(partOf)});
export const versionIsNew = scene => refuse(scene.version?.digest === nextDigest(scene), 'nothing-to-change', '/parts');

export const partKnown = ({version, command}) => refuse(command.part !== undefined && !version?.parts.some(({id}) => id === command.part), 'part-unknown', '/part');

export function partOfVersionKnown({request, command}) {
  const version = request.versions.find(({number}) => number === command.version);
  refuse(!version, 'version-unknown', '/version');
  refuse(!version.parts.some(({id}) => id === command.part), 'part-unknown', '/part');
}

export function created(command) {
  const {kind, template, project, links} = command;
  const lists = Object.fromEntries(LISTS.map(key => [key, listed(command[key])]));
  return {event: 'created', protocol: 1, kind, ask: '', scope: [], stages: [], ...fieldsOf(command), ...lists, project: filled(project), template, links: listed(links)};
}
