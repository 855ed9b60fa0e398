import {useEffect, useRef} from 'react';
import type {Settings} from './api';
import {hasOpened} from './checks';
import {DecisionForm, openStageOf} from './decide';
import {choices, deadline, money, shortDigest, stateWords, when} from './format';
import {PartCard} from './parts';
import {Questions} from './questions';
import {useApproval} from './use-approval';
import type {Decision, RequestAnswer} from './wire';

function Header({answer: {request}}: {answer: RequestAnswer}) {
  return (
    <header>
      <div>
        <h1>{request.title}</h1>
        <p className="sub">
          <span>{request.requester.organization ?? request.requester.name} asks for your approval</span>
          {request.version > 0 && <span>Version {request.version}</span>}
          {request.due && <span>Due {deadline(request.due)}</span>}
        </p>
      </div>
      <span className="pill">{stateWords[request.state]}</span>
    </header>
  );
}

function Recorded({answer: {request}, decision}: {answer: RequestAnswer; decision: Decision}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="done">
      <h2 ref={heading} tabIndex={-1}>{choices[decision.decision].done} version {decision.version}</h2>
      <dl>
        <dt>What</dt><dd>{request.title}</dd>
        <dt>Who</dt><dd>{decision.actor.name}{decision.actor.organization ? `, for ${decision.actor.organization}` : ''}</dd>
        <dt>When</dt><dd><time dateTime={decision.at}>{when(decision.at)}</time></dd>
        <dt>Version</dt><dd>{decision.version} · <code title={decision.digest}>{shortDigest(decision.digest)}</code></dd>
      </dl>
    </section>
  );
}

export function App({settings}: {settings: Settings}) {
  const approval = useApproval(settings);
  const {answer, phase, notice, perform} = approval;
  if (!answer) {
    if (phase !== 'failed') return <p role="status">Loading…</p>;
    return <p role="alert" className="error">{notice} <button type="button" onClick={() => void approval.reload()}>Try again</button></p>;
  }
  const {request, actor} = answer;
  const version = request.versions.at(-1);
  const stage = openStageOf(answer);
  const mine = request.decisions.findLast(decision => decision.actor.id === actor.id && decision.standing === 'standing');
  const opened = (part: string) => hasOpened(request, request.version, part, actor.id);
  return (
    <main className="w">
      <Header answer={answer} />
      {notice && <p role="alert" className="notice">{notice}</p>}
      <div className="grid">
        <section className="left">
          <h2>What you are approving</h2>
          <p className="ask">{version?.ask ?? request.ask}</p>
          <ul className="scope">{(version?.scope ?? request.scope).map(text => <li key={text}>{text}</li>)}</ul>
          {request.amount && <p className="amount">{money(request.amount)}</p>}
          {version && (
            <>
              <h2>Files in version {version.number}</h2>
              <ul className="parts">
                {version.parts.map(part => (
                  <PartCard key={part.sha256} settings={settings} part={part} opened={opened(part.id)} onOpened={() => void (opened(part.id) || perform({command: 'open-part', version: version.number, part: part.id}))} />
                ))}
              </ul>
            </>
          )}
        </section>
        <div>
          <section aria-live="polite">
            {stage ? <DecisionForm key={version?.digest} approval={approval} answer={answer} stage={stage} /> : mine ? <Recorded answer={answer} decision={mine} /> : <p>There is nothing for you to decide now.</p>}
          </section>
          <Questions request={request} busy={phase === 'sending'} perform={perform} />
        </div>
      </div>
      <footer>
        <span>Nothing is approved without your decision.</span>
        {version && <code>sha256 {shortDigest(version.digest)}</code>}
      </footer>
    </main>
  );
}
