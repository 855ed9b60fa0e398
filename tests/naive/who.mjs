// Who may, and when.
import {refuse} from './refusing.mjs';

export const REVIEWED = ['in-review', 'changes-requested', 'approved', 'approved-with-conditions'];
export const PREPARED = ['draft', 'ready'];

export const humansOnly = ({actor}) => refuse(actor.kind !== 'human', 'humans-only');
export const humansAndAgents = ({actor}) => refuse(actor.kind === 'system', 'humans-only');
export const deliveryOnly = ({actor}) => refuse(actor.party !== 'delivery', 'delivery-only');
export function participantsOnly({request, actor}) {
  const named = [...request.stages.flatMap(({members}) => members), ...(request.delegations ?? []).map(({to}) => to)];
  refuse(actor.party !== 'delivery' && !named.some(({id}) => id === actor.id), 'not-a-participant');
}
