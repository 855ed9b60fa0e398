import {useEffect, useId, useMemo, useRef, useState} from 'react';
import {choices, consequences} from './format';
import type {Approval} from './use-approval';
import {standingDecision} from './checks';
import type {CommandOf, DecisionWord, Request, RequestAnswer, Stage} from './wire';

const words = Object.keys(choices) as DecisionWord[];

/** The stage that this person decides in now. */
export function openStageOf({request, actor}: RequestAnswer): Stage | undefined {
  const mine = (stage: Stage) => stage.members.some(member => member.id === actor.id && member.obligation === 'approver');
  return request.stages.find(stage => stage.status === 'open' && mine(stage) && !standingDecision(request, stage.id, actor.id));
}

function commandFor(answer: RequestAnswer, stage: Stage, decision: DecisionWord, reasons: string[], rationale: string): CommandOf<'decide'> {
  const version = answer.request.versions.at(-1)!;
  const said = reasons.map(text => text.trim()).filter(Boolean).map(text => ({text}));
  const list = decision === 'approve' || said.length === 0 ? {} : decision === 'approve-with-conditions' ? {conditions: said} : {objections: said};
  return {command: 'decide', stage: stage.id, version: version.number, displayed_digest: version.digest, decision, challenge: answer.challenge?.value ?? '', ...list, ...(rationale.trim() ? {rationale: rationale.trim()} : {})};
}

function Reasons({legend, reasons, onChange}: {legend: string; reasons: string[]; onChange: (reasons: string[]) => void}) {
  const id = useId();
  return (
    <fieldset className="reasons">
      <legend>{legend}</legend>
      {reasons.map((reason, index) => (
        <div key={index} className="reason">
          <textarea aria-label={`${legend} ${index + 1}`} id={`${id}-${index}`} maxLength={4000} value={reason} onChange={event => onChange(reasons.map((old, at) => (at === index ? event.target.value : old)))} />
          {reasons.length > 1 && <button type="button" aria-label={`Remove ${index + 1}`} onClick={() => onChange(reasons.filter((_, at) => at !== index))}>×</button>}
        </div>
      ))}
      {reasons.length < 50 && <button type="button" onClick={() => onChange([...reasons, ''])}>Add another</button>}
    </fieldset>
  );
}

function Confirm({request, decision, busy, onConfirm, onCancel}: {request: Request; decision: DecisionWord; busy: boolean; onConfirm: () => void; onCancel: () => void}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onCancel={event => (event.preventDefault(), onCancel())}>
      <h2 id={id}>Do you want to {choices[decision].verb} version {request.version}?</h2>
      <p className="ask">{request.versions.at(-1)!.ask}</p>
      <div className="row">
        <button type="button" className="go" disabled={busy} onClick={onConfirm}>{busy ? 'Recording…' : `Yes, ${choices[decision].verb} version ${request.version}`}</button>
        <button type="button" className="ghost" disabled={busy} onClick={onCancel}>Back</button>
      </div>
    </dialog>
  );
}

export function DecisionForm({approval, answer, stage}: {approval: Approval; answer: RequestAnswer; stage: Stage}) {
  const [decision, setDecision] = useState<DecisionWord>();
  const [reasons, setReasons] = useState(['']);
  const [rationale, setRationale] = useState('');
  const [confirming, setConfirming] = useState(false);
  const {request} = answer;
  const name = useId();

  const command = decision && commandFor(answer, stage, decision, reasons, rationale);
  const verdict = useMemo(() => command && approval.rehearse(command), [approval, command]);
  const offered = words.filter(word => !stage.decisions || stage.decisions.includes(word));
  const busy = approval.phase === 'sending';

  return (
    <form onSubmit={event => (event.preventDefault(), setConfirming(true))}>
      <fieldset>
        <legend>Your decision</legend>
        {offered.map(word => (
          <label key={word} className="choice">
            <input type="radio" name={name} checked={decision === word} onChange={() => setDecision(word)} />
            <b>{choices[word].label}</b>
            <span>{choices[word].text(request.version)}</span>
          </label>
        ))}
      </fieldset>
      {decision === 'approve-with-conditions' && <Reasons legend="Condition" reasons={reasons} onChange={setReasons} />}
      {(decision === 'request-changes' || decision === 'reject') && <Reasons legend={decision === 'reject' ? 'Reason' : 'What to change'} reasons={reasons} onChange={setReasons} />}
      {decision && decision !== 'approve' && (
        <label className="field">
          Anything else (optional)
          <textarea maxLength={4000} value={rationale} onChange={event => setRationale(event.target.value)} />
        </label>
      )}
      {verdict && 'events' in verdict && (
        <div className="next">
          <b>What happens then</b>
          <ol>{consequences(verdict.events, request).map(text => <li key={text}>{text}</li>)}</ol>
        </div>
      )}
      {verdict && 'refused' in verdict && <p className="error" role="status">{verdict.refused}</p>}
      <button type="submit" className="go" disabled={!verdict || 'refused' in verdict || busy}>
        {decision ? `Review and ${choices[decision].verb} version ${request.version}` : 'Choose first'}
      </button>
      {confirming && command && <Confirm request={request} decision={command.decision} busy={busy} onCancel={() => setConfirming(false)} onConfirm={async () => (await approval.perform(command), setConfirming(false))} />}
    </form>
  );
}
