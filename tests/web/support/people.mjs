// The cast of the widget's tests, and a request that waits for them.
export const dana = {kind: 'human', party: 'delivery', id: 'dana', name: 'Dana Ruiz', organization: 'Northlight Studio'};
export const maria = {kind: 'human', party: 'customer', id: 'maria', name: 'Maria Keller', organization: 'Keller Optik GmbH'};
export const ben = {kind: 'human', party: 'customer', id: 'ben', name: 'Ben Otto', organization: 'Keller Optik GmbH'};
export const olga = {kind: 'human', party: 'customer', id: 'olga', name: 'Olga Sand', organization: 'Keller Optik GmbH'};

export const approver = ({id, name, organization}) => ({id, name, organization, obligation: 'approver'});

const text = (words) => new TextEncoder().encode(words);

export const parts = async (server, files) =>
  Promise.all(
    files.map(async ({id, name, media_type, bytes, must_open}) => ({
      id,
      name,
      media_type,
      ...(must_open && {must_open}),
      ...(await server.blob(typeof bytes === 'string' ? text(bytes) : bytes)),
    })),
  );

/** A request in review, at its first version. */
export async function submitted(server, id, {stages, files, fields = {}} = {}) {
  const review = {id: 'review', name: 'Review', order: 1, rule: {type: 'all'}, members: [approver(maria)]};
  const due = new Date(Date.now() + 6 * 86_400_000).toISOString();
  const ask = 'The homepage design as shown in these files is final. Development starts from it.';
  server.apply(id, dana, {command: 'create', kind: 'deliverable', title: 'Homepage design, final delivery', ask, scope: ['All texts'], due, stages: stages ?? [review], ...fields});
  await version(server, id, files ?? [{id: 'texts', name: 'Texts.md', media_type: 'text/markdown', bytes: '# Texts\n\nHello.\n'}]);
  return id;
}

/** Adds a version and, where the request is not in review yet, submits it. */
export async function version(server, id, files, note) {
  const added = server.apply(id, dana, {command: 'add-version', parts: await parts(server, files), ...(note && {note})});
  if (added.request.state !== 'draft') return added;
  server.apply(id, dana, {command: 'confirm-ready', displayed_digest: added.request.versions.at(-1).digest});
  return server.apply(id, dana, {command: 'submit'});
}
