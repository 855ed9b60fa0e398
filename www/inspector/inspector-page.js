// The page of the inspector: starts the WebAssembly, hands it logs, and draws a frame when something happened and at no
// other time.
//
// A page of the same site can pass a log on without putting anything into an address: it stores the text as
// `countersign-inspector-log` in sessionStorage (and a name as `countersign-inspector-name`) and goes to /inspector/, which removes both.
// `/inspector/#sample` opens the sample log. `#key=NAME+ID+KEY`, percent-encoded, is the key of a log that the reader trusts, against which a
// bundle is checked; what stands behind the # is sent to nobody. Nothing else is fetched but the inspector itself.
import {translateTouches} from './touch.js';

const BUILT = new URL('built/', import.meta.url);
const FONTS = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf', 'DejaVuSansMono.ttf'];
const LARGEST_LOG = 64 * 1024 * 1024;  // what the core reads
const FRAMES_TO_SETTLE = 4;
const PAGE_KEYS = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End']);

const find = id => document.getElementById(id);
const canvas = find('inspector');
const encoder = new TextEncoder();

let inspector = null;  // the module, once it has started
let opened = null;  // the log that is on the canvas, as it came
let framesLeft = 0;
let frameIsQueued = false;
let framesDrawn = 0;
let lastCursor = -1;
let keyIsUnseen = false;  // pressed after the last frame

// ---------------------------------------------------------------------------------------------------------------- frames
function wake() {
  framesLeft = FRAMES_TO_SETTLE;
  if (frameIsQueued || inspector === null) return;
  frameIsQueued = true;
  requestAnimationFrame(drawFrame);
}

function drawFrame() {
  frameIsQueued = false;
  paint();
  if (framesLeft <= 0) return;
  frameIsQueued = true;
  requestAnimationFrame(drawFrame);
}

function paint() {
  const scale = Math.min(Math.max(window.devicePixelRatio, 0.5), 4);
  const width = Math.max(Math.round(canvas.clientWidth * scale), 1);
  const height = Math.max(Math.round(canvas.clientHeight * scale), 1);
  inspector._inspector_frame(width, height, scale);
  framesDrawn += 1;
  framesLeft -= 1;
  keyIsUnseen = false;
  tellState();
}

/** What the canvas shows, for style sheets, for tests and for those who do not see it. */
function tellState() {
  const cursor = inspector._inspector_cursor();
  document.documentElement.dataset.scheme = inspector._inspector_is_dark() ? 'dark' : 'light';
  Object.assign(canvas.dataset, {cursor, size: inspector._inspector_size(), frames: framesDrawn});
  if (cursor === lastCursor) return;
  lastCursor = cursor;
  const state = text(inspector._inspector_state());
  find('told').textContent = cursor > 0 ? `${text(inspector._inspector_sentence(cursor - 1))}. State: ${state}.` : '';
  find('as-text-state').textContent = stateLine(cursor, state);
  markCurrent(cursor);
}

const text = pointer => inspector.UTF8ToString(pointer);

function stateLine(cursor, state) {
  const size = inspector._inspector_size();
  if (size === 0) return 'No log is open.';
  return cursor === 0 ? `Before event 1 of ${size}.` : `After event ${cursor} of ${size} the state is ${state}.`;
}

// ------------------------------------------------------------------------------------------------------------------ logs
function hand(bytes, take) {
  inspector.handedBytes = bytes;
  take(bytes.length);
}

function openLog(name, bytes) {
  if (bytes.length > LARGEST_LOG) return tellProblem(`${name} is larger than 64 MiB.`);
  tellProblem('');
  hand(encoder.encode(name), inspector._inspector_take_name);
  let isOpen = false;
  hand(bytes, length => { isOpen = inspector._inspector_take_log(length) === 1; });
  wake();
  // What was open before stays, and so does what is told of it, until the cursor moves.
  if (!isOpen) {
    find('told').textContent = text(inspector._inspector_failure());
    return;
  }
  lastCursor = -1;
  opened = {name, bytes};
  listEvents();
  listProof();
}

/** Whose signature under a bundle means something. What is open is checked again. */
function trustKeys() {
  const field = find('keys-of-logs');
  let isKey = false;
  hand(encoder.encode(field.value), length => { isKey = inspector._inspector_take_keys(length) === 1; });
  field.setAttribute('aria-invalid', String(!isKey));
  if (!isKey) return tellProblem('That is not the public key of a log: NAME+ID+KEY, as `countersign keys log` prints it.');
  tellProblem('');
  if (opened) openLog(opened.name, opened.bytes);
}

function listProof() {
  const lines = text(inspector._inspector_proof()).split('\n').filter(Boolean);
  find('proof').replaceChildren(...lines.map(line => Object.assign(document.createElement('li'), {textContent: line})));
  find('proof').hidden = lines.length === 0;
}

async function openFile(file) {
  if (file) openLog(file.name, new Uint8Array(await file.arrayBuffer()));
}

async function openSample() {
  const answer = await fetch(new URL('sample-log.json', import.meta.url));
  if (!answer.ok) return tellProblem('The sample log could not be loaded.');
  openLog('sample-log.json', new Uint8Array(await answer.arrayBuffer()));
}

/** The log that another page of this site left for us, if any. It is taken: nothing stays behind in the tab. */
function openHandedLog() {
  const [log, name] = ['log', 'name'].map(what => {
    const kept = sessionStorage.getItem(`countersign-inspector-${what}`);
    sessionStorage.removeItem(`countersign-inspector-${what}`);
    return kept;
  });
  if (log === null) return false;
  openLog(name ?? 'log', encoder.encode(log));
  return true;
}

function tellProblem(message) {
  const problem = find('problem');
  problem.textContent = message;
  problem.hidden = message === '';
}

// --------------------------------------------------------------------------------------------------------------- as text
/** Every event as a button that goes there. Made only while somebody reads it. */
function listEvents() {
  const list = find('events');
  list.replaceChildren();
  if (!find('as-text').open) return;
  const items = document.createDocumentFragment();
  for (let i = 0; i < inspector._inspector_size(); i += 1) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'event';
    button.textContent = text(inspector._inspector_sentence(i));
    button.addEventListener('click', () => {
      inspector._inspector_move_to(i + 1);
      wake();
    });
    const item = document.createElement('li');
    item.append(button);
    items.append(item);
  }
  list.append(items);
  markCurrent(inspector._inspector_cursor());
}

function markCurrent(cursor) {
  const list = find('events');
  list.querySelector('[aria-current]')?.removeAttribute('aria-current');
  list.children[cursor - 1]?.firstElementChild.setAttribute('aria-current', 'step');
}

// ----------------------------------------------------------------------------------------------------------------- input
/**
 * The generated code listens to the keys of the whole window and swallows Tab. It may only see what is meant for the
 * canvas, so this has to listen first.
 */
function guardKeys() {
  const guard = event => {
    if (inspector === null) return;
    const isOurs = document.activeElement === canvas && event.key !== 'Tab' && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!isOurs && event.type !== 'keyup') return event.stopImmediatePropagation();
    if (event.type === 'keydown' && PAGE_KEYS.has(event.key)) event.preventDefault();
    // A key that comes and goes between two frames would never have been down.
    if (event.type === 'keyup' && keyIsUnseen) paint();
    if (event.type === 'keydown') keyIsUnseen = true;
    wake();
  };
  for (const type of ['keydown', 'keypress', 'keyup']) window.addEventListener(type, guard, true);
  // Only now the generated code has seen it: keep "/" from opening the browser's own search.
  canvas.addEventListener('keypress', event => event.preventDefault());
}

const PIXELS_PER_STEP = 75;  // five lines, which is how far Dear ImGui scrolls for a step of the wheel
const PIXELS_PER_UNIT = [1, 25, 600];  // of a wheel event: pixels, lines, pages

function scroll(across, down) {
  inspector._inspector_wheel(-across / PIXELS_PER_STEP, -down / PIXELS_PER_STEP);
  wake();
}

/** The generated code hears each turn of the wheel twice, with opposite signs; it must hear neither. */
function guardWheel(stage) {
  stage.addEventListener('wheel', event => {
    event.preventDefault();
    event.stopPropagation();
    const unit = PIXELS_PER_UNIT[event.deltaMode];
    scroll(event.deltaX * unit, event.deltaY * unit);
  }, {capture: true, passive: false});
  stage.addEventListener('mousewheel', event => event.stopPropagation(), true);
}

function listen() {
  for (const type of ['pointermove', 'pointerup', 'pointerleave', 'focus', 'blur']) canvas.addEventListener(type, wake);
  canvas.addEventListener('pointerdown', () => {
    canvas.focus();
    wake();
  });
  guardWheel(find('stage'));
  translateTouches(find('stage'), canvas, {wake, scroll});
  new ResizeObserver(wake).observe(canvas);
  window.addEventListener('resize', wake);  // also when the zoom changes
  canvas.addEventListener('webglcontextlost', event => event.preventDefault());
  canvas.addEventListener('webglcontextrestored', () => {
    inspector._inspector_restore();
    wake();
  });
}

function takeDrops() {
  const mark = isOver => canvas.classList.toggle('takes-drop', isOver);
  document.addEventListener('dragover', event => {
    event.preventDefault();
    mark(true);
  });
  document.addEventListener('dragleave', event => mark(event.relatedTarget !== null));
  document.addEventListener('drop', event => {
    event.preventDefault();
    mark(false);
    openFile(event.dataTransfer.files[0]);
  });
}

// ----------------------------------------------------------------------------------------------------------------- start
async function loadFonts(module) {
  await Promise.all(FONTS.map(async (name, face) => {
    const answer = await fetch(new URL(name, BUILT)).catch(() => null);
    if (!answer?.ok) return;  // Dear ImGui has a typeface of its own
    const bytes = new Uint8Array(await answer.arrayBuffer());
    module.handedBytes = bytes;
    module._inspector_take_font(face, bytes.length);
  }));
}

function decodedKey(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;  // it is refused as it is
  }
}

async function start() {
  guardKeys();
  const {default: instantiate} = await import(new URL('inspector.js', BUILT));
  const module = await instantiate({canvas, locateFile: name => new URL(name, BUILT).href});
  await loadFonts(module);
  const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
  if (module._inspector_start(300, 150, isDark ? 1 : 0) === 0) throw new Error('this browser has no WebGL 2');
  inspector = module;
  listen();
  takeDrops();
  find('file').addEventListener('change', event => openFile(event.target.files[0]));
  find('open-sample').addEventListener('click', openSample);
  find('as-text').addEventListener('toggle', listEvents);
  find('keys-of-logs').addEventListener('change', trustKeys);
  if (location.hash.startsWith('#key=')) {
    find('keys-of-logs').value = decodedKey(location.hash.slice('#key='.length));
    trustKeys();
  }
  if (!openHandedLog() && location.hash === '#sample') await openSample();
  wake();
}

start().catch(error => {
  document.documentElement.classList.add('has-problem');
  tellProblem(`The inspector could not start: ${error.message}.`);
});
