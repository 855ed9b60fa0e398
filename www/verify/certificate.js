/**
 * What a certificate says, without drawing it. Each piece names where in what was proved it comes from, and its text is
 * made of what stands there and of nothing else: so nothing is printed that no check covers. Pure.
 */
import {conditionStateOf, decisionOf, kindOf, objectionStateOf, spoken, stageStateOf, standings, stateOf} from '../shared/words.js';
import {papers} from './words.js';

/** The value at an RFC 6901 pointer, where keys have neither `/` nor `~`. */
export const valueAt = (document, pointer) => pointer.split('/').slice(1).reduce((value, key) => value?.[key], document);

/** Origin, size and root of the tree, in the text that the log signed. */
export function logOf(checkpoint) {
  const [origin, size, root] = checkpoint.split('\n');
  return {origin, size, root};
}

const day = new Intl.DateTimeFormat('en-GB', {dateStyle: 'long', timeZone: 'UTC'});
const clock = new Intl.DateTimeFormat('en-GB', {timeStyle: 'medium', timeZone: 'UTC'});
/** In UTC: what is printed in one zone is read in another. */
export const moment = (instant) => `${day.format(new Date(instant))}, ${clock.format(new Date(instant))} UTC`;
const grouped = (digest) => digest.replace(/.{8}(?=.)/g, '$& ');
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const line = (...pieces) => pieces.filter(Boolean);
/** Under a label: a line of pieces, or a list of such lines. */
const field = (label, content) => ({label, lines: (Array.isArray(content[0]) ? content : [content]).filter(({length}) => length)});
const group = (title, ...fields) => ({title, fields: fields.filter(({lines}) => lines.length)});

/** Ways to write what stands at a pointer into `proved`; a piece of what is not there is undefined. */
function writer(proved, format) {
  const write = (how, style) => (from) => {
    const value = valueAt(proved, from);
    return value === undefined || value === '' ? undefined : {from, shown: how(value), ...(style && {style})};
  };
  const w = {
    text: write(format.text),
    strong: write(format.text, 'strong'),
    large: write(format.text, 'large'),
    mono: write(format.text, 'mono'),
    digest: write(grouped, 'digest'),
    number: write(String),
    money: write(format.money),
    bytes: write(format.bytes),
    moment: write(moment),
    due: write((instant) => `due ${moment(instant)}`),
    word: (from, wordOf) => write((word) => capital(wordOf(word)))(from),
    /** A line for each item of a list. */
    each: (from, make) => (valueAt(proved, from) ?? []).map((_, index) => make(`${from}/${index}`)),
  };
  return {
    ...w,
    person: (from) => line(w.strong(`${from}/name`), w.text(`${from}/organization`), w.mono(`${from}/id`)),
    file: (from) => line(w.strong(`${from}/name`), w.text(`${from}/media_type`), w.bytes(`${from}/size`), w.digest(`${from}/sha256`)),
  };
}

/** What a statement and a version of a request say alike. */
const subject = (w, from) => [
  field('What was asked', line(w.large(`${from}/ask`))),
  field('What is included', w.each(`${from}/scope`, (item) => line(w.text(item)))),
  field('Amount', line(w.money(`${from}/amount`))),
];
const content = (w, from) => [
  field('Files', w.each(`${from}/parts`, w.file)),
  field('SHA-256 of the version', line(w.digest(`${from}/digest`))),
];

const log = (w) => [
  field('Log', line(w.mono('/log/origin'))),
  field('Entries in the log', line(w.number('/log/size'))),
  field('Root of its tree', line(w.mono('/log/root'))),
];

/** @param verification a receipt that holds */
export function certificateOfReceipt({entry, statement, checkpoint}, format) {
  const w = writer({entry, statement, log: logOf(checkpoint)}, format);
  const nameOf = (part) => format.text(statement.parts.find(({id}) => id === part)?.name ?? part);
  const part = (from) => line(w.word(from, nameOf));
  const {digest, covered} = statement;
  return {
    paper: papers[statement.decision],
    title: w.text('/statement/title'),
    stamp: w.word('/statement/decision', (word) => decisionOf(word).label),
    tone: decisionOf(statement.decision).tone,
    groups: [
      group('The decision',
        field('Who', w.person('/statement/actor')),
        field('In the place of', line(w.mono('/statement/on_behalf_of'))),
        field('When', line(w.moment('/entry/at'))),
        field('Stage', line(w.text('/statement/stage_name'))),
        field('Conditions', w.each('/statement/conditions', (each) => line(w.text(`${each}/text`), w.due(`${each}/due`)))),
        field('Points', w.each('/statement/objections', (each) => line(w.text(`${each}/text`)))),
        field('Note', line(w.text('/statement/rationale')))),
      group('What it is about',
        field('Kind', line(w.word('/statement/kind', kindOf))),
        field('Version', line(w.number('/statement/version'))),
        ...subject(w, '/statement'),
        field('Answer due', line(w.moment('/statement/due'))),
        field('An approval lets this happen', w.each('/statement/effects', (each) => line(w.text(`${each}/text`)))),
        ...content(w, '/statement'),
        field('SHA-256 of what this stage covers', digest === covered ? [] : line(w.digest('/statement/covered'))),
        field('Opened before deciding', w.each('/statement/opened', part)),
        field('Not opened', w.each('/statement/not_opened', part))),
      group('The record',
        field('Request', line(w.mono('/statement/request'))),
        field('Decision', line(w.mono('/statement/decision_id'))),
        field('SHA-256 of the statement', line(w.digest('/entry/statement'))),
        ...log(w)),
    ],
  };
}

/** @param state of a request, folded from the entries of a bundle that holds */
export function certificateOfRequest(state, checkpoint, format) {
  const w = writer({state, log: logOf(checkpoint)}, format);
  const current = state.versions.findIndex(({number}) => number === state.version);
  const version = `/state/versions/${current}`;
  const stageOf = (id) => format.text(state.stages.find((stage) => stage.id === id)?.name ?? id);
  const decision = (from) => line(
    w.strong(`${from}/actor/name`),
    w.word(`${from}/decision`, (word) => decisionOf(word).label),
    w.word(`${from}/version`, (number) => `version ${number}`),
    standings[valueAt({state}, `${from}/standing`)] && w.word(`${from}/standing`, (word) => standings[word]),
    w.moment(`${from}/at`),
    w.word(`${from}/stage`, stageOf),
    w.text(`${from}/actor/organization`),
    w.mono(`${from}/actor/id`));
  const settled = (wordOf) => (from) => line(w.text(`${from}/text`), w.word(`${from}/state`, wordOf), w.due(`${from}/due`));
  return {
    paper: 'Record of a request',
    title: w.text('/state/title'),
    stamp: w.word('/state/state', (word) => stateOf(word).label),
    tone: stateOf(state.state).tone,
    groups: [
      group('Where it stands',
        field('Decisions', w.each('/state/decisions', decision)),
        field('Conditions', w.each('/state/conditions', settled((word) => conditionStateOf(word).label))),
        field('Points', w.each('/state/objections', settled((word) => objectionStateOf(word).label))),
        field('Stages', w.each('/state/stages', (each) => line(w.strong(`${each}/name`), w.word(`${each}/status`, (word) => stageStateOf(word).label)))),
        field('Questions', w.each('/state/questions', settled(spoken)))),
      group('What it is about',
        field('Kind', line(w.word('/state/kind', kindOf))),
        field('Asked by', w.person('/state/requester')),
        field('Version', line(w.number('/state/version'))),
        ...subject(w, current < 0 ? '/state' : version),
        field('Answer due', line(w.moment('/state/due'))),
        ...(current < 0 ? [] : content(w, version))),
      group('The record',
        field('Request', line(w.mono('/state/id'))),
        field('As it stood after event', line(w.number('/state/head'), w.moment('/state/updated_at'))),
        ...log(w)),
    ],
  };
}

/** What the paper does not say, which belongs to what it says. */
export function limitsOf(type, witnesses) {
  return [
    type === 'receipt'
      ? 'It says three things: this decision was included in the log; the log’s key signed the log at this size; this actor decided this, on this digest.'
      : 'It says three things: these events were included in the log, none left out between them; the log’s key signed the log at this size; these actors did this.',
    type === 'receipt'
      ? 'It does not say what came after: a bundle of the request does, up to its last event.'
      : 'It shows the request as it stood after the event that it names, and does not say what came after.',
    'It does not say what was on a screen, nor that the server recognised the right person.',
    ...(witnesses ? [] : ['No witness’s key was given: it does not show that everybody is shown the same log.']),
  ];
}
