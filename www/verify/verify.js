// The page: what the reader gives, what the core finds in it, and what of that is shown. Nothing is shown as proved that the
// core has not handed out as proved.
import {createFormats, visible} from '/countersign/index.js';
import {h, show} from '../shared/dom.js';
import {certificateOfReceipt} from './certificate.js';
import {openCore} from './core.js';
import {checkList, notice, nothingYet, paper} from './draw.js';
import {partsOf} from './history.js';
import {checkpointIn, countIn, isOfWitness, keysIn, keysInAddress, memory, textOf, Unreadable} from './input.js';
import {replay} from './replay.js';

const {bytes, money, list} = createFormats('en-GB');
const format = {bytes, money, text: visible};

const at = (id) => document.getElementById(id);
const [result, said, key, witnesses, atLeast, since, remember] = ['result', 'said', 'key', 'witnesses', 'at-least', 'since', 'remember'].map(at);
const say = (text) => show(said, text);

const core = await openCore().catch((error) => {
  refuse('This browser cannot run the checks', 'They need WebAssembly, which every browser of the last years has, and which some settings turn off.');
  throw error;
});

let opened; // {text}
let linked; // the keys that came in the address
let turn = 0; // of the checks: a later one wins

// ---------------------------------------------------------------------------------------------------- the document

async function open(files) {
  const [file, another] = files;
  if (!file) return;
  const mine = ++turn;
  opened = undefined;
  show(at('file-name'), h('strong', h('bdi', visible(file.name))), '. Drop another here, or');
  try {
    if (another) throw new Unreadable('Open one receipt or bundle at a time. Files that were approved go below, once it holds.');
    const text = await textOf(file, bytes);
    if (mine !== turn) return;
    opened = {text};
    await check();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    if (mine === turn) refuse('This file cannot be checked', error.message);
  }
  arrive();
}

/** Whoever opened something goes on from what came of it. */
const arrive = () => result.querySelector('h2')?.focus();

function refuse(title, ...content) {
  show(result, notice('bad', title, content.map((each) => h('p', each))));
  say(title);
}

// -------------------------------------------------------------------------------------------------------- the keys

const trust = () => ({
  keys: keysIn(key.value),
  witnesses: keysIn(witnesses.value),
  at_least: countIn(atLeast.value),
  since: checkpointIn(since.value),
});

/** Says of a field what its keys are, or what is wrong with them. @returns whether they can be used */
function judge(field, about, ofWitness) {
  const keys = keysIn(field.value);
  const problem = problemWith(keys, ofWitness);
  tell(field, about, problem);
  if (!problem) show(about, keys.length > 0 && [
    `${ofWitness ? 'Of' : 'Of the log'} ${list([...new Set(keys.map((each) => visible(each.split('+')[0])))])}.`,
    field.value === linked && ' It came with the link that you followed: compare it with the one that you have from the log’s owner.',
  ]);
  return !problem;
}

/** Says of a field what is wrong with it, or nothing. */
function tell(field, about, problem) {
  field.setAttribute('aria-invalid', String(Boolean(problem)));
  about.classList.toggle('wrong', Boolean(problem));
  show(about, problem);
}

function judgeKnown() {
  const isNumber = !Number.isNaN(countIn(atLeast.value));
  tell(atLeast, at('at-least-said'), !isNumber && 'Write a whole number, or nothing.');
  return isNumber;
}

function problemWith(keys, ofWitness) {
  for (const [index, each] of keys.entries()) {
    const which = keys.length > 1 ? `Key ${index + 1}: ` : '';
    try {
      core.verify({keys: [each], document: '{}'});
    } catch (error) {
      return `${which}${error.message}`;
    }
    if (isOfWitness(each) !== ofWitness) return `${which}${ofWitness ? 'This is the key of a log, not of a witness.' : 'This is the key of a witness. It belongs below.'}`;
  }
  return undefined;
}

const judgeAll = () => [judge(key, at('key-said'), false), judge(witnesses, at('witnesses-said'), true), judgeKnown()].every(Boolean);

function keysChanged() {
  if (remember.checked) memory.set(key.value.trim());
  if (opened) check();
  else judgeAll();
}

function takeKeysFromAddress() {
  const given = keysInAddress();
  if (given.keys.length) key.value = linked = given.keys.join('\n');
  if (given.witnesses.length) {
    witnesses.value = given.witnesses.join('\n');
    at('witnesses-of').open = true;
  }
  if (given.keys.length || given.witnesses.length) keysChanged();
}

// ------------------------------------------------------------------------------------------------------- the checks

async function check() {
  const mine = ++turn;
  if (!judgeAll()) return refuse(judgeKnown() ? 'The key cannot be used' : 'The number cannot be used', 'See what is said beside it. Nothing was checked with it.');
  show(result, h('div.bone'), h('div.bone'));
  say('Checking…');
  await new Promise((painted) => setTimeout(painted, 30));
  if (mine !== turn) return;
  try {
    draw(core.verify({...trust(), document: opened.text}));
  } catch (error) {
    refuse('This cannot be shown', 'What the log signed is not written as this page knows it. Nothing of it is shown.');
    throw error;
  }
}

const kinds = {receipt: 'receipt', bundle: 'bundle'};

function draw(verification) {
  const {holds, type, checks} = verification;
  const kind = kinds[type] ?? 'document';
  const failed = checks.filter(({outcome}) => outcome === 'failed');
  document.title = `${holds ? 'Holds' : 'Does not hold'} · Check a receipt`;
  if (!holds && failed.length === 0) {
    const title = `Not everything about this ${kind} can be told`;
    show(result, notice('wait', title, h('p', 'Nothing speaks against it. Only the log itself can prove that it begins with the tree whose checkpoint you kept. Take that checkpoint away to see what the rest proves.')), h('div.card', checkList(verification)));
    return say(title);
  }
  if (!holds) {
    const keyless = !trust().keys.length && failed.every(({check: name}) => name === 'origin');
    const title = keyless ? `Give the key of the log to check this ${kind}` : `This ${kind} does not hold`;
    const text = keyless
      ? 'Without a key nothing is proved: anybody could have made it.'
      : kinds[type]
        ? 'Do not rely on it. Nothing that it says is shown here, because none of it is proved.'
        : 'A receipt and a bundle are files of JSON, as the server hands them out. This is something else, or it is damaged.';
    show(result, notice(keyless ? 'wait' : 'bad', title, h('p', text)), h('div.card', checkList(verification)));
    return say(`${title}. ${keyless ? text : `${failed.length === 1 ? 'One check' : `${failed.length} checks`} failed.`}`);
  }
  const title = `This ${kind} holds: all ${checks.length} checks passed`;
  const banner = h('div.notice.good.banner', h('h2', {tabindex: -1}, title), h('button.go', {type: 'button', click: () => print()}, 'Print the certificate'));
  const hasWitnesses = trust().witnesses.length > 0;
  document.title = visible(`${(verification.statement ?? verification.state).title} · certificate`);
  show(result, banner, type === 'receipt' ? paper(certificateOfReceipt(verification, format), verification, hasWitnesses) : replayOf(verification, hasWitnesses), filesOf(verification));
  say(title);
}

function replayOf(verification, hasWitnesses) {
  const {entries: events} = JSON.parse(opened.text);
  const stateAfter = (count) => (count === events.length ? verification.state : core.evolve({events: events.slice(0, count)}).state);
  return replay({events, verification, stateAfter, format, witnesses: hasWitnesses, say});
}

// --------------------------------------------------------------------------------------------------------- the files

/** Whoever has the files finds out which parts they are, if any. */
function filesOf({statement, state}) {
  const parts = partsOf(statement ? [{number: statement.version, parts: statement.parts}] : state.versions);
  const found = h('div.found', {role: 'status'});
  const compare = async (files) => {
    show(found, 'Comparing…');
    show(found, h('ul.bare', await Promise.all([...files].map((file) => resultOf(file, parts)))));
  };
  const choose = h('input.sr', {type: 'file', multiple: true, change: () => compare(choose.files)});
  const zone = h('div.drop', {'data-drop': 'files'}, h('p', 'Drop files here, or'), h('label.button', choose, 'Choose files'));
  zone.take = compare;
  return h('section.card.files', {'aria-labelledby': 'files-title'},
    h('h3', {id: 'files-title'}, 'Are your files the ones?'),
    h('p.muted', 'They are compared by their SHA-256, here in the page.'),
    zone, found);
}

async function resultOf(file, parts) {
  const name = h('bdi', visible(file.name));
  const hash = await core.sha256(file).catch(() => undefined);
  if (!hash) return h('li.bad', h('strong', name), ' cannot be read.');
  const same = parts.filter(({sha256}) => sha256 === hash);
  if (!same.length) return h('li.bad', h('strong', name), ' is none of the files in the record.', h('p.digest', hash));
  return h('li.good', h('strong', name), ' is, byte for byte, ',
    same.map((part, index) => [index > 0 && ', and ', h('bdi', `“${visible(part.name)}”`), ` of version ${list(part.versions.map(String))}`]), '.', h('p.digest', hash));
}

// ------------------------------------------------------------------------------------------------------- the wiring

/** A file that is dropped beside a place for it must not take the page away. */
function dropping(event) {
  if (!event.dataTransfer?.types.includes('Files')) return;
  event.preventDefault();
  const zone = event.target.closest?.('[data-drop]') ?? at('drop');
  for (const each of document.querySelectorAll('[data-drop]')) each.classList.toggle('over', event.type === 'dragover' && each === zone);
  if (event.type === 'drop') zone.take(event.dataTransfer.files);
}
for (const type of ['dragover', 'dragleave', 'drop']) addEventListener(type, dropping);

at('drop').take = open;
at('file').addEventListener('change', () => open(at('file').files).finally(() => (at('file').value = '')));
at('check').addEventListener('click', () => open([new File([at('text').value], 'Pasted text')]));
for (const field of [key, witnesses, atLeast, since]) field.addEventListener('input', keysChanged);
remember.addEventListener('change', () => memory.set(remember.checked ? key.value.trim() : ''));
addEventListener('hashchange', takeKeysFromAddress);

if (memory) {
  at('remember-row').hidden = false;
  key.value = memory.get();
  remember.checked = Boolean(key.value);
}
show(result, nothingYet());
judgeAll();
takeKeysFromAddress();
