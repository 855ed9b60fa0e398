import {h, type Child} from '../dom.js';
import {optionFor} from '../looks.js';
import {requesterName} from './effects.js';
import {partPicker, textArea} from './fields.js';
import {button, instead, offer, section, type LoadedUi} from './ui.js';

function askForm(ui: LoadedUi): Child {
  const {texts, draft, act, busy} = ui;
  if (!draft.asking) return button('ghost', texts.t('ask-form.open-form'), act.askFirst, {id: 'ask-open'});
  const change = (question: string): void => act.edit({question});
  const question = {id: 'question', label: texts.t('ask-form.label', {who: requesterName(ui.loaded)}), value: draft.question, change};
  const about = {id: 'question-part', label: texts.t('ask-form.about'), value: draft.questionPart, change: (questionPart: string) => act.edit({questionPart})};
  return h(
    'form.fields',
    {novalidate: true, submit: instead(act.ask)},
    textArea(ui, question),
    partPicker(ui, about, texts.t('ask-form.about.all')),
    h('button.ghost', {'aria-disabled': busy && 'true'}, texts.t(busy === 'sending' ? 'ask-form.sending' : 'ask-form.send')),
  );
}

/** What was asked and remarked, and the ways to do so. */
export function questions(ui: LoadedUi): Child {
  const {texts, loaded, later} = ui;
  const {questions, comments} = loaded.request;
  const said = [...questions, ...comments];
  return section(
    'questions',
    texts.t('ask-form.title'),
    later?.talk(ui, said),
    optionFor(loaded.permitted, 'ask')?.allowed ? askForm(ui) : !said.length && h('p.hint', texts.t('ask-form.none')),
    offer(ui, 'link', 'comment'),
  );
}
