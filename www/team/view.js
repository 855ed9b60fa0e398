// How a request stands: stages, decisions, versions. Drawing only.
import {shortDigest} from '/countersign/index.js';
import {h} from '/shared/dom.js';
import {bytes, date, moment} from '/shared/format.js';
import {decisionOf, obligations, ruleOf, stageStateOf, standings, versionStates} from '/shared/words.js';

/** Who is asked, and what they said about the version there is. */
export const stagesCard = (request) =>
  h('section.card', h('h2', 'Stages'),
    request.stages.length
      ? h('ol.bare.stations', request.stages.map((stage) => stageOf(stage, request)))
      : h('p.muted', 'Nobody is asked yet.'));

function stageOf({id, name, status, rule, members}, {decisions, version}) {
  const {label, tone} = stageStateOf(status);
  return h('li',
    h('h3', name, ' ', h('span.pill', {class: `pill ${tone ?? ''}`}, label)),
    h('p.small.muted', ruleOf(rule)),
    h('ul.bare', members.map((member) => {
      const decision = decisions.findLast((made) => made.stage === id && made.actor.id === member.id && made.version === version && !standings[made.standing]);
      const word = decision && decisionOf(decision.decision);
      return h('li.member', h('span', member.name, h('small.muted', obligations[member.obligation] ?? member.obligation)),
        word ? h('span.pill', {class: `pill ${word.tone ?? ''}`}, word.label) : h('small.muted', '–'));
    })));
}

/** Every decision that was made, the newest first, with what was asked for. */
export function decisionsCard({decisions, conditions, objections, withdrawal, stages, versions}) {
  if (!decisions.length && !withdrawal) return false;
  const fileName = (id, version) => versions[version - 1]?.parts.find((part) => part.id === id)?.name ?? id;
  const stageName = (id) => stages.find((stage) => stage.id === id)?.name ?? id;
  const textOf = (version) => ({text, due, part}) => h('li', text, (due || part) && h('small.muted', due ? ` until ${date(due)}` : ` about ${fileName(part, version)}`));
  const chosen = (list, ids) => list.filter(({id}) => ids.includes(id));
  return h('section.card', h('h2', 'Decisions'),
    h('ol.bare.thread',
      withdrawal && h('li', h('p', h('b', withdrawal.by.name), ' withdrew the request'), h('p.small.muted', moment(withdrawal.at)), h('p.prose', withdrawal.reason)),
      decisions.toReversed().map((made) => {
        const {label, tone} = decisionOf(made.decision);
        const note = standings[made.standing];
        const points = [...chosen(conditions, made.conditions), ...chosen(objections, made.objections)];
        return h('li',
          h('p', h('b', made.actor.name), ' ', h('span.pill', {class: `pill ${note ? '' : tone ?? ''}`}, label), note && h('small.muted', ` ${note}`)),
          h('p.small.muted', `${stageName(made.stage)} · ${moment(made.at)} · version ${made.version} · `, h('code', shortDigest(made.digest))),
          points.length > 0 && h('ul.points', points.map(textOf(made.version))),
          made.rationale && h('p.prose', made.rationale));
      })));
}

/** Every version with its files, the newest first. */
export const versionsCard = ({versions, id: request}, backend) =>
  h('section.card', h('h2', 'Versions'),
    versions.length
      ? h('ol.bare.versions', versions.toReversed().map((version) => versionOf(version, (part) => void save(backend, request, part))))
      : h('p.muted', 'No files yet.'));

const versionOf = ({number, status, note, parts, digest, added_by, added_at, ready}, download) =>
  h('li',
    h('h3', `Version ${number} `, h('span.pill', versionStates[status] ?? status)),
    h('p.small.muted', `${added_by.name}, ${moment(added_at)}`, ready && ` · found ready by ${ready.by.name}`),
    note && h('p.prose', note),
    h('ul.bare.parts', parts.map((part) => h('li',
      h('button.plain', {type: 'button', 'aria-label': `Save ${part.name}, version ${number}`, click: () => download(part)}, part.name),
      h('small.muted', bytes(part.size))))),
    h('p.small.muted', 'SHA-256 ', h('code', shortDigest(digest))));

async function save(backend, request, part) {
  const url = URL.createObjectURL(await backend.blob(part.sha256, request));
  h('a', {href: url, download: part.name}).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
