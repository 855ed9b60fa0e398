import {useId, useState, type FormEvent} from 'react';
import {when} from './format';
import type {Command, Request} from './wire';

export function Questions({request, busy, perform}: {request: Request; busy: boolean; perform: (command: Command) => Promise<boolean>}) {
  const [text, setText] = useState('');
  const id = useId();
  const ask = async (event: FormEvent) => {
    event.preventDefault();
    if (await perform({command: 'ask', text})) setText('');
  };
  return (
    <section aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>Questions</h2>
      <ol className="questions">
        {request.questions.map(question => (
          <li key={question.id}>
            <p><b>{question.by.name}</b> <time dateTime={question.at}>{when(question.at)}</time></p>
            <p>{question.text}</p>
            {question.answer ? <blockquote><b>{question.answer.by.name}</b> {question.answer.text}</blockquote> : <p className="muted">Not answered yet</p>}
          </li>
        ))}
      </ol>
      <form onSubmit={ask}>
        <label htmlFor={id}>Ask a question first</label>
        <textarea id={id} value={text} maxLength={4000} required onChange={event => setText(event.target.value)} />
        <button type="submit" disabled={busy || !text.trim()}>Ask</button>
      </form>
    </section>
  );
}
