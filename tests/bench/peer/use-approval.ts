// One person, one request: loads it, rehearses and sends commands, notices when it moved on.
import {useCallback, useEffect, useRef, useState} from 'react';
import {load, Refused, send, type Settings} from './api';
import {judge, type Verdict} from './rules';
import type {Command, RequestAnswer} from './wire';

export type Phase = 'loading' | 'ready' | 'sending' | 'failed';
export interface Approval {
  phase: Phase;
  answer: RequestAnswer | undefined;
  notice: string | undefined;
  /** What a command would do now, judged in the browser. */
  rehearse(command: Command): Verdict;
  /** True when the server has recorded it. */
  perform(command: Command): Promise<boolean>;
  reload(): Promise<void>;
}

const newKey = () => crypto.randomUUID();

export function useApproval(settings: Settings): Approval {
  const [phase, setPhase] = useState<Phase>('loading');
  const [answer, setAnswer] = useState<RequestAnswer>();
  const [notice, setNotice] = useState<string>();
  const skew = useRef(0);
  const line = useRef<Promise<unknown>>(Promise.resolve());
  const newest = useRef<RequestAnswer>(undefined);

  const show = useCallback((next: RequestAnswer) => {
    newest.current = next;
    setAnswer(next);
  }, []);

  const reload = useCallback(async () => {
    try {
      const next = await load(settings);
      skew.current = Date.parse(next.now) - Date.now();
      show(next);
      setPhase('ready');
    } catch (error) {
      setPhase('failed');
      setNotice((error as Error).message);
    }
  }, [settings, show]);

  useEffect(() => void reload(), [reload]);

  const contextFor = (current: RequestAnswer, key: string) => ({now: new Date(Date.now() + skew.current).toISOString(), actor: current.actor, command_id: key, request: current.request.id, challenge: current.challenge});

  const rehearse = useCallback((command: Command): Verdict => {
    const current = newest.current;
    return current ? judge(current.request, command, contextFor(current, newKey())) : {refused: 'request-unknown'};
  }, []);

  const sendNow = useCallback(
    async (command: Command) => {
      const current = newest.current!;
      const key = newKey();
      const rehearsal = judge(current.request, command, contextFor(current, key));
      if ('refused' in rehearsal) return setNotice(rehearsal.refused), false;
      setNotice(undefined);
      setPhase('sending');
      try {
        const {request, head} = await send(settings, command, current.head, key);
        if (request.state !== rehearsal.request.state) setNotice('The server came to another state than this page.');
        show({...current, request, head});
        setPhase('ready');
        return true;
      } catch (error) {
        const moved = error instanceof Refused && error.problem.status === 412;
        setNotice(moved ? 'This request has moved on. Please look at it again before you decide.' : (error as Error).message);
        if (moved) await reload();
        else setPhase('ready');
        return false;
      }
    },
    [settings, show, reload],
  );

  /** Commands go one after another, so that each is made for the newest head. */
  const perform = useCallback(
    (command: Command) => {
      const sent = line.current.then(() => sendNow(command));
      line.current = sent.catch(() => undefined);
      return sent;
    },
    [sendNow],
  );

  return {phase, answer, notice, rehearse, perform, reload};
}
