// What a click on a verb does: it sends the command, or opens the form for what the command needs.
import {newKey} from '/countersign/index.js';
import {h} from '/shared/dom.js';
import {deadline} from '/shared/format.js';
import {relations} from '/shared/words.js';
import {keyOf, offered} from './button.js';
import {consequences} from './causes.js';
import {changed, detailsFields, instantInput} from './details.js';
import {versionFields} from './files.js';
import {commandForm, field, input, select} from './form.js';
import {objectionFields} from './objections.js';
import {personField} from './people.js';
import {requestField} from './requests.js';

/**
 * @param desk {world, loaded, send, open, close, rehearse}.
 * @returns by verb; each takes what the command is about, where it is possible for several things.
 */
export function requestActions({world, loaded, send, open, close, rehearse}) {
  /** Opens a form. `read` gives the fields of the command; what it would cause stands below. */
  const ask = (verb, target, {content, read, done, ...form}) => {
    const {request, permitted} = loaded();
    const then = consequences(offered(permitted, verb, target)?.causes ?? [], request);
    open(keyOf(verb, target), commandForm({...form, cancel: close,
      content: h('div.fields', content, then && h('p.muted', then)),
      send: async (tell) => {
        await send({command: verb, ...(await read(tell))}, done);
        close();
      }}));
  };
  const reasonField = (hint) => {
    const reason = h('textarea', {rows: 3});
    return {element: field('Reason', reason, {hint, pointer: '/reason'}), read: () => reason.value.trim()};
  };
  const wouldTake = (command) => {
    try {
      rehearse(command);
      return true;
    } catch {
      return false;
    }
  };
  const found = (list, target) => list.find(({id}) => id === target);

  return {
    'edit': () => {
      const details = detailsFields(world.people, loaded().request);
      ask('edit', undefined, {title: 'Edit the request', content: details.element, button: 'Save', done: 'Saved.', read: () => changed(details.read(), loaded().request)});
    },
    'add-version': () => {
      const files = versionFields(world, loaded().version);
      const number = loaded().request.version + 1;
      ask('add-version', undefined, {title: `Files of version ${number}`, content: files.element, button: `Add version ${number}`, done: `Version ${number} was added.`, read: files.send});
    },
    'confirm-ready': () => send({command: 'confirm-ready', displayed_digest: loaded().version.digest}, 'Readiness is confirmed.'),
    'submit': () => send({command: 'submit'}, 'Submitted. The customer is asked now.'),
    'revise': () => send({command: 'revise'}, 'You can edit it and add a version now.'),
    'withdraw': () => {
      const reason = reasonField('The customer sees it. A withdrawn request cannot be taken up again.');
      ask('withdraw', undefined, {title: 'Withdraw this request?', button: 'Withdraw it', done: 'The request was withdrawn.', content: reason.element, read: () => ({reason: reason.read()})});
    },
    'answer-objection': (target) => {
      const {request} = loaded();
      const {content, read} = objectionFields(world, request, found(request.objections, target));
      const judge = (answer) => rehearse({command: 'answer-objection', ...answer});
      ask('answer-objection', target, {title: 'Answer an objection', button: 'Answer it', done: 'The objection is answered.', content, read: (tell) => read(tell, judge)});
    },
    'meet-condition': (target) => {
      const condition = found(loaded().request.conditions, target);
      const evidence = h('textarea', {rows: 3});
      ask('meet-condition', target, {
        title: 'Say that a condition is met', button: 'Say that it is met', done: 'The customer can close the condition now.',
        content: [h('blockquote', condition.text), field('How it is met', evidence, {hint: 'The customer reads it before closing the condition.', pointer: '/evidence'})],
        read: () => ({condition: target, evidence: evidence.value.trim()}),
      });
    },
    'reassign': (target) => {
      const {name, members} = found(loaded().request.stages, target);
      const somebody = {id: newKey(), name: '–'};
      const places = members.filter(({id}) => wouldTake({command: 'reassign', stage: target, place: id, to: somebody, reason: '–'}));
      const place = select(Object.fromEntries(places.map((member) => [member.id, member.name])));
      const to = personField('Who decides instead', world.people, {pointer: '/to'});
      const until = input('datetime-local');
      const reason = reasonField('The customer sees it.');
      ask('reassign', target, {
        title: `Reassign a place of ${name}`, button: 'Reassign it', done: 'The place is reassigned.',
        content: [field('Whose place', place, {pointer: '/place'}), to.element, field('Until', until, {hint: 'In your own time zone. Left empty: for good.', pointer: '/until'}), reason.element],
        read: () => ({stage: target, place: place.value, ...(to.read() && {to: to.read()}), reason: reason.read(), ...(until.value && {until: new Date(until.value).toISOString()})}),
      });
    },
    'remind': (target) => send({command: 'remind', stage: target}, 'The reminder is in the record. This version sends no mail.'),
    'extend': () => {
      const {due: before} = loaded().request;
      const due = instantInput(before);
      const reason = reasonField('It stays in the record. The customer’s page shows the new date, not the reason.');
      ask('extend', undefined, {
        title: 'Extend the deadline', button: 'Extend it', done: 'The deadline is extended.',
        content: [field('New due date', due.control, {hint: before ? `Later than ${deadline(before)}.` : 'In your own time zone.', pointer: '/due', missing: 'Choose a time.'}), reason.element],
        read: () => ({...(due.read() && {due: due.read()}), reason: reason.read()}),
      });
    },
    'proceed': () => {
      const reason = reasonField('It stays in the record; the customer’s page does not show it. It is no approval, and does not stand in for one.');
      ask('proceed', undefined, {title: 'Go on at risk, without an answer?', button: 'Go on at risk', done: 'It is recorded that work goes on at risk.', content: reason.element, read: () => ({reason: reason.read()})});
    },
    'link': () => {
      const relation = select({'': 'Choose…', ...relations});
      const other = requestField('Request', world, {pointer: '/request', wanted: ({id}) => id !== loaded().request.id});
      ask('link', undefined, {
        title: 'Link a request', button: 'Link it', done: 'The request is linked.',
        content: [field('What the other request is to this one', relation, {pointer: '/relation', missing: 'Choose one.'}), other.element],
        read: () => ({...(relation.value && {relation: relation.value}), ...(other.choice.value && {request: other.choice.value})}),
      });
    },
  };
}
