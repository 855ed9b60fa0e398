// How a request stands: stages, decisions, links, versions.
import {shortDigest} from '/countersign/index.js';
import {h} from '/shared/dom.js';
import {bytes, deadline, moment} from '/shared/format.js';
import {decisionOf, delegationStates, obligations, relations, ruleOf, stageStateOf, standings, versionStates} from '/shared/words.js';
import {attempt, commandButton, offered} from './button.js';
import {download} from './download.js';
import {pointsOf} from './points.js';
import {linkTo} from './requests.js';

/** Who is asked, what they said about the version there is, and what can be done while they have not. */
export const stagesCard = (loaded, desk) => {
  const {stages} = loaded.request;
  const problem = h('div', {role: 'alert'});
  return h('section.card', h('h2', 'Stages'),
    stages.length
      ? h('ol.bare.stations', stages.map((stage) => stageOf(stage, loaded, desk, problem)))
      : h('p.muted', 'Nobody is asked yet.'),
    problem);
};

function stageOf({id, name, status, rule, members, clock}, {request, permitted}, {actions, open}, problem) {
  const {label, tone} = stageStateOf(status);
  const {decisions, version, delegations = []} = request;
  const words = {'remind': 'Remind', 'reassign': 'Reassign a place…'};
  const options = Object.keys(words).map((verb) => offered(permitted, verb, id)).filter(Boolean);
  return h('li',
    h('h3', name, ' ', h('span.pill', {class: `pill ${tone ?? ''}`}, label)),
    h('p.small.muted', ruleOf(rule), clock && ` · answer by ${deadline(clock.respond_by)}`),
    h('ul.bare', members.map((member) => {
      const isTheirs = ({stage, actor, on_behalf_of: place = actor.id}) => stage === id && place === member.id;
      const counts = (made) => (made.version === version || made.carried_to === version) && !standings[made.standing];
      const decision = decisions.findLast((made) => isTheirs(made) && counts(made));
      const word = decision && decisionOf(decision.decision);
      return h('li.member',
        h('span', member.name, h('small.muted', obligations[member.obligation] ?? member.obligation),
          delegations.filter(({stage, place}) => stage === id && place === member.id).map(handedOver)),
        word ? h('span.pill', {class: `pill ${word.tone ?? ''}`}, word.label) : h('small.muted', '–'));
    })),
    options.length > 0 && h('p.actions', options.map((option) =>
      commandButton(option, words[option.command], actions, {open, problem, 'aria-label': `${words[option.command]} ${name}`}))));
}

const handedOver = ({state, to, until, reason}) =>
  h('small.muted', `${delegationStates[state] ?? state} ${to.name}${until ? ` until ${moment(until)}` : ''}: ${reason}`);

/** Every decision that was made, and what was done without one, the newest first. */
export function decisionsCard(loaded, desk) {
  const {decisions, withdrawal, stages, risks = []} = loaded.request;
  const stageName = (id) => stages.find((stage) => stage.id === id)?.name ?? id;
  const entry = (by, at, did, text) => ({at, element: h('li', h('p', h('b', by.name), ` ${did}`), h('p.small.muted', moment(at)), h('p.prose', text))});
  const entries = [
    ...(withdrawal ? [entry(withdrawal.by, withdrawal.at, 'withdrew the request', withdrawal.reason)] : []),
    ...risks.map(({by, at, version, reason}) => entry(by, at, `goes on with version ${version} at risk: nobody approved it`, reason)),
    ...decisions.map((made) => {
      const {label, tone} = decisionOf(made.decision);
      const note = standings[made.standing];
      return {at: made.at, element: h('li',
        h('p', h('b', made.actor.name), ' ', h('span.pill', {class: `pill ${note ? '' : tone ?? ''}`}, label), note && h('small.muted', ` ${note}`)),
        h('p.small.muted', `${stageName(made.stage)} · ${moment(made.at)} · version ${made.version} · `, h('code', shortDigest(made.digest))),
        pointsOf(made, loaded, desk),
        made.rationale && h('p.prose', made.rationale))};
    }),
  ].sort((a, b) => b.at.localeCompare(a.at));
  return entries.length > 0 && h('section.card', h('h2', 'Decisions'), h('ol.bare.thread', entries.map(({element}) => element)));
}

/** Other requests that belong to this one. */
export const linksCard = ({links = []}, {backend}) =>
  links.length > 0 &&
  h('section.card', h('h2', 'Linked requests'),
    h('ul.bare.linked', links.map(({relation, request}) => h('li', h('small.muted', relations[relation] ?? relation), linkTo(backend, request)))));

/** Every version with its files, the newest first. */
export function versionsCard({versions, id: request}, world) {
  const problem = h('div', {role: 'alert'});
  return h('section.card', h('h2', 'Versions'),
    versions.length
      ? h('ol.bare.versions', versions.toReversed().map((version) => versionOf(version, (part) => void attempt(problem, () => save(world, request, part)))))
      : h('p.muted', 'No files yet.'),
    problem);
}

const versionOf = ({number, status, note, parts, digest, added_by, added_at, ready}, hand) =>
  h('li',
    h('h3', `Version ${number} `, h('span.pill', versionStates[status] ?? status)),
    h('p.small.muted', `${added_by.name}, ${moment(added_at)}`, ready && ` · found ready by ${ready.by.name}`),
    note && h('p.prose', note),
    h('ul.bare.parts', parts.map((part) => h('li',
      h('button.plain', {type: 'button', 'aria-label': `Save ${part.name}, version ${number}`, click: () => hand(part)}, part.name),
      h('small.muted', bytes(part.size))))),
    h('p.small.muted', 'SHA-256 ', h('code', shortDigest(digest))));

/** Hands out a file, if it is the one that was added. */
async function save({backend, core}, request, part) {
  const bytes = await backend.blob(part.sha256, request);
  if (bytes.size !== part.size || (await core.sha256(bytes)) !== part.sha256) {
    throw new Error(`${part.name} is not saved: what the server sent is not the file that was added.`);
  }
  download(bytes, part.name);
}
