// Questions, answers and comments.
import {h} from '/shared/dom.js';
import {moment} from '/shared/format.js';
import {commandForm, field} from './form.js';

/** @returns how to draw the conversation; forms stay the same elements, so that nothing written is lost. */
export function conversation({send}) {
  const answers = new Map();
  const answerForm = ({id, by}) => {
    if (!answers.has(id)) {
      const text = h('textarea', {rows: 2});
      answers.set(id, commandForm({
        content: field(`Answer ${by.name}`, text, {pointer: '/text'}),
        button: 'Send the answer',
        send: () => send({command: 'answer', question: id, text: text.value.trim()}, 'Your answer was sent.'),
      }));
    }
    return answers.get(id);
  };
  const text = h('textarea', {rows: 2});
  const commentForm = commandForm({
    content: field('Add a comment', text, {hint: 'Everybody in this request sees it. A comment is never a decision.', pointer: '/text'}),
    button: 'Comment',
    send: async () => {
      await send({command: 'comment', text: text.value.trim()}, 'Your comment was added.');
      text.value = '';
    },
  });
  commentForm.querySelector('.go').classList.remove('go');

  return ({request, permitted}) => {
    const may = (verb) => permitted.options.some(({command, allowed}) => command === verb && allowed);
    // As the file was called in the version that was talked about.
    const nameOf = (part, version) => request.versions[version - 1]?.parts.find(({id}) => id === part)?.name ?? part;
    const about = ({part, version}) => [part && `about ${nameOf(part, version)}`, version > 0 && `version ${version}`].filter(Boolean).join(', ');
    const head = (entry) => h('p.small.muted', h('b', entry.by.name), ` ${moment(entry.at)}`, about(entry) && ` · ${about(entry)}`);
    const entries = [
      ...request.questions.map((question) => ({at: question.at, element: h('li.question',
        head(question), h('p.prose', question.text),
        question.answer
          ? h('div.answer', h('p.small.muted', h('b', question.answer.by.name), ` ${moment(question.answer.at)}`), h('p.prose', question.answer.text))
          : [h('span.pill.wait', 'Waits for an answer'), may('answer') && answerForm(question)])})),
      ...request.comments.map((comment) => ({at: comment.at, element: h('li', head(comment), h('p.prose', comment.text))})),
    ].sort((a, b) => a.at.localeCompare(b.at));
    return h('section.card', h('h2', 'Questions and comments'),
      entries.length ? h('ol.bare.thread', entries.map(({element}) => element)) : h('p.muted', 'Nobody has asked or said anything yet.'),
      may('comment') && commentForm);
  };
}
