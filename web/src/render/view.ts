/** The whole widget as a function of what there is to show. */
import {h, type Child} from '../dom.js';
import {choiceOf} from '../draft.js';
import {ballotOf, decidingIn, isPreparing, type Ballot} from '../looks.js';
import {visible} from '../text.js';
import {ask} from './ask.js';
import {decide} from './decide.js';
import {confirmDialog} from './dialog.js';
import {files} from './files.js';
import {footer, header} from './header.js';
import {conflict, empty, failure, offline, sending, skeleton} from './notices.js';
import {questions} from './questions.js';
import {recorded} from './recorded.js';
import type {LoadedUi, Ui} from './ui.js';

function dialog(ui: LoadedUi, ballot: Ballot | undefined): Child {
  if (ui.dialog === 'deed') return ui.later?.deed(ui);
  const choice = ui.dialog && ballot && choiceOf(ui.draft, ui.loaded, ballot);
  return choice && confirmDialog(ui, ballot, choice);
}

function body(ui: LoadedUi, ballot: Ballot | undefined): Child {
  const {snapshot, loaded, later} = ui;
  const own = snapshot.recorded;
  if (!own && isPreparing[loaded.request.state]) return later?.preparing(ui);
  const deciding = decidingIn(snapshot);
  return [
    own && !deciding && recorded(ui, own),
    h(
      'div.grid',
      h('div', ask(ui), files(ui), later?.releases(ui)),
      h('div', deciding ? sending(ui, deciding) : ballot && !own && decide(ui, ballot), later?.beside(ui, ballot), questions(ui)),
    ),
  ];
}

function inside(ui: LoadedUi): Child {
  const {snapshot, loaded} = ui;
  const ballot = ballotOf(loaded.permitted);
  return [
    header(ui),
    snapshot.lost && !decidingIn(snapshot) && offline(ui, snapshot.lost),
    snapshot.conflict && conflict(ui, snapshot.conflict),
    ui.later?.lead(ui),
    body(ui, ballot),
    footer(ui),
    dialog(ui, ballot),
  ];
}

/** The live region, which is always there, and the card. */
export function view(ui: Ui, announcement: string, hasRequest: boolean): Child {
  const {snapshot, texts} = ui;
  const {loaded, problem} = snapshot;
  const language = {lang: texts.language, dir: texts.direction};
  const content = problem ? failure(ui, problem) : loaded ? inside({...ui, loaded}) : hasRequest ? skeleton(ui) : empty(ui);
  return [
    h('p.sr', {role: 'status', ...language}, announcement),
    h('section!card', {'aria-label': loaded ? texts.t('approval.of', {title: visible(loaded.request.title)}) : texts.t('approval'), ...language}, content),
  ];
}
