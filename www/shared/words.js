/** How words of the wire are written for people. For presentation only: nothing is allowed or refused by these tables. */
export const kinds = {
  'deliverable': 'Deliverable',
  'proposal': 'Proposal',
  'scope-change': 'Scope change',
  'change-order': 'Change order',
  'milestone': 'Milestone',
  'invoice': 'Invoice',
  'service-report': 'Service report',
  'reference-use': 'Reference use',
  'playbook': 'Playbook',
  'document': 'Document',
};

/** `place` is the part of the customer's list in which such a request stands; without one it is not for them yet. */
export const states = {
  'draft': {label: 'Draft'},
  'ready': {label: 'Ready to submit'},
  'in-review': {label: 'In review', tone: 'wait', place: 'going'},
  'changes-requested': {label: 'Changes requested', tone: 'wait', place: 'going'},
  'approved': {label: 'Approved', tone: 'good', place: 'done'},
  'approved-with-conditions': {label: 'Approved with conditions', tone: 'good', place: 'done'},
  'rejected': {label: 'Rejected', tone: 'bad', place: 'done'},
  'withdrawn': {label: 'Withdrawn', place: 'done'},
  'expired': {label: 'Expired', place: 'done'},
};

export const decisions = {
  'approve': {label: 'approved', tone: 'good'},
  'approve-with-conditions': {label: 'approved with conditions', tone: 'good'},
  'request-changes': {label: 'requested changes', tone: 'wait'},
  'reject': {label: 'rejected', tone: 'bad'},
};

export const standings = {standing: '', retracted: 'taken back', superseded: 'on an earlier version'};
export const stageStates = {
  waiting: {label: 'later'},
  open: {label: 'open now', tone: 'wait'},
  passed: {label: 'passed', tone: 'good'},
  stopped: {label: 'stopped', tone: 'bad'},
  skipped: {label: 'does not apply'},
};
export const obligations = {approver: 'Decides', reviewer: 'Gives advice', observer: 'Looks on'};
export const rules = {all: 'Everyone has to approve', any: 'One approval is enough', quorum: 'A number of approvals is enough'};
export const versionStates = {draft: 'in preparation', 'in-review': 'in review', locked: 'locked', superseded: 'replaced'};

export const conditionStates = {
  open: {label: 'to be done', tone: 'wait'},
  met: {label: 'done, not closed yet', tone: 'wait'},
  closed: {label: 'closed', tone: 'good'},
  waived: {label: 'waived', tone: 'good'},
  lapsed: {label: 'lapsed'},
};
export const objectionStates = {open: {label: 'to be answered', tone: 'wait'}, answered: {label: 'answered', tone: 'good'}, lapsed: {label: 'lapsed'}};
export const severities = {info: {label: 'note'}, warning: {label: 'warning', tone: 'wait'}, error: {label: 'error', tone: 'bad'}};
export const changeClasses = {'in-scope': 'In scope', 'change-order': 'A change order'};
export const relations = {'original': 'Original', 'change-order': 'Change order', 'renewal': 'Renewal', 'related': 'Related'};
export const delegationStates = {standing: 'Now with', ended: 'Was with'};

/** An id such as `schedule-days`, as people read it. */
export const spoken = (id) => id.charAt(0).toUpperCase() + id.slice(1).replaceAll('-', ' ');

const known = (table, word) => table[word] ?? {label: word};
export const stateOf = (word) => known(states, word);
export const decisionOf = (word) => known(decisions, word);
export const stageStateOf = (word) => known(stageStates, word);
export const conditionStateOf = (word) => known(conditionStates, word);
export const severityOf = (word) => known(severities, word);
export const objectionStateOf = (word) => known(objectionStates, word);
export const kindOf = (word) => kinds[word] ?? word;
export const ruleOf = ({type, count}) => (count ? `${count} ${count === 1 ? 'approval is' : 'approvals are'} enough` : rules[type] ?? type);
