/**
 * The server's side of an embed: a session for one person and one request, bound to the site that the page is on.
 * Runs in your backend, with your API key; the browser only ever sees the session's token.
 */
export async function approvalSession({endpoint, key, request, person, origin}) {
  const response = await fetch(`${endpoint}/v1/requests/${request}/sessions`, {
    method: 'POST',
    headers: {'Authorization': `Bearer ${key}`, 'Content-Type': 'application/json', 'Countersign-Protocol': '1'},
    body: JSON.stringify({actor: {kind: 'human', party: 'customer', ...person}, origins: [origin], ttl_seconds: 900}),
  });
  if (!response.ok) throw new Error((await response.json()).title);
  return (await response.json()).token;
}
