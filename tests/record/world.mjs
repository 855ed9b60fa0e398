// A real server with two requests in its log, and everything that somebody who runs it has: its entries and its private key.
import {readFile} from 'node:fs/promises';
import {Api, dana, inDays, jonas, maria, stage, text} from '../e2e/support/api.mjs';
import {Server} from '../e2e/support/server.mjs';
import {entriesOf, privateKeyOf, readCheckpoint, readNote, tilePaths} from './formats.mjs';

const AUTHORIZED = (server) => ({headers: {Authorization: `Bearer ${server.key}`, 'Countersign-Protocol': '1'}});

/** The bytes at a path of the server; waits until there is something. */
async function fetched(server, path) {
  for (let i = 0; i < 200; ++i) {
    const answer = await fetch(`${server.url}/v1/${path}`, AUTHORIZED(server));
    if (answer.ok) return Buffer.from(await answer.arrayBuffer());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing at ${path}`);
}

/** Two versions, two people: one request with three decisions; and one with a single decision, written meanwhile. */
async function fill(api) {
  const parts = [
    text('texts', 'Texts.md', '# Texts\n'),
    text('terms', 'Terms.txt', 'Terms.\n', {media_type: 'text/plain'}),
  ];
  const main = await api.submitted({
    parts,
    stages: [stage('customer', 'Keller Optik', 1, [maria, jonas])],
    effects: [{id: 'invoice', text: 'Invoice INV-204 is sent', after: 'approval'}],
  });
  const other = await api.submitted({title: 'Newsletter'});
  await api.decide(maria, main, 'request-changes', {objections: [{text: 'The logo is the old one.', part: 'texts'}]});
  await api.decide(maria, other, 'approve');
  await api.send(dana, main, {
    command: 'answer-objection',
    objection: 'o1',
    class: 'in-scope',
    work: 'The new logo.',
    due: inDays(3),
  });
  await api.send(dana, main, {command: 'revise'});
  await api.addVersion(main, [text('texts', 'Texts.md', '# Better texts\n'), parts[1]]);
  await api.submit(main);
  await api.decide(maria, main, 'approve');
  await api.decide(jonas, main, 'approve');
  return {main, other};
}

/** {server, key, signing, entries, checkpoint, earlier, bundle, receipts, other, foreign} */
export async function recordedWorld() {
  const server = await Server.start();
  try {
    const api = new Api(server);
    const {main, other} = await fill(api);
    const {key} = (await api.call('GET', 'capabilities')).log;
    const json = async (path) => JSON.parse(await fetched(server, path));
    const decisions = (await api.events(main))
      .filter(({event}) => event === 'decided')
      .map(({decision_id}) => decision_id);
    const receipts = [];
    for (const decision of decisions) receipts.push(await json(`requests/${main}/receipt?decision=${decision}`));
    const bundle = await json(`requests/${main}/bundle`);
    const foreign = await json(`requests/${other}/receipt`);
    // What a reader keeps now, and what is signed after one more event.
    const earlier = (await fetched(server, 'log/checkpoint')).toString();
    await api.send(dana, other, {command: 'comment', text: 'Thank you.'});
    const before = readCheckpoint(readNote(earlier).text).size;
    let checkpoint;
    do checkpoint = (await fetched(server, 'log/checkpoint')).toString();
    while (readCheckpoint(readNote(checkpoint).text).size <= before);
    const {size} = readCheckpoint(readNote(checkpoint).text);
    const entries = [];
    for (const path of tilePaths('entries', size)) entries.push(...entriesOf(await fetched(server, `log/${path}`)));
    const seed = (await readFile(`${server.store.replace('sqlite:', '')}.log-key`, 'utf8')).split('\n')[2];
    return {
      server,
      key,
      signing: privateKeyOf(Buffer.from(seed, 'base64')),
      entries,
      checkpoint,
      earlier,
      bundle,
      receipts,
      foreign,
      main,
      fetched: (path) => fetched(server, path),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
