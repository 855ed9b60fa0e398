/**
 * The demo's people, and sessions for them. A real portal knows who is signed in and asks its own server for a session,
 * which asks Countersign with its API key; here anybody may be anybody.
 */
const PERSON = 'countersign-demo-person';

async function call(path, init) {
  let response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new Error('The server cannot be reached.');
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    const message = answer.detail || answer.title || 'This server runs without its demo: start it with --demo.';
    throw Object.assign(new Error(message), {status: response.status});
  }
  return answer;
}

let people;
/** Everybody in the demo: [{id, name, organization, party, role}]. */
export const demoPeople = () => (people ??= call('/demo/people').then((answer) => answer.people).catch((error) => {
  people = undefined; // tried again the next time
  throw error;
}));

/** A session token. A customer's is for one request; that of the delivery side is for all of them. */
export async function demoToken(person, request) {
  const headers = {'Content-Type': 'application/json', 'Countersign-Protocol': '1'};
  return (await call('/demo/session', {method: 'POST', headers, body: JSON.stringify({person, ...(request && {request})})})).token;
}

/** What would have been mailed: {mails: [{id, at, kind, to, subject, text, path}]}, the newest first. */
export const demoOutbox = () => call('/demo/outbox');

/** Who this tab is: another tab can be somebody else. */
export const thisPerson = {
  get: () => {
    try {
      return sessionStorage.getItem(PERSON);
    } catch {
      return undefined;
    }
  },
  set: (id) => {
    try {
      sessionStorage.setItem(PERSON, id);
    } catch {
      // Then the tab forgets it with the next page.
    }
  },
};
