// Mail from the real server to a real mail server on this machine.
import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, afterEach, before, test} from 'node:test';
import {dana, jonas, maria, stage} from '../e2e/support/api.mjs';
import {LogServer, until} from '../log/server.mjs';
import {MailHost, makeSecrets} from './world.mjs';

const LINK = 'https://approve.example/review.html';
const TEAM = 'https://approve.example/team.html';
const login = {user: 'countersign', password: 'a long pass phrase'};
let secrets;
let host;
let server;

before(() => {
  secrets = makeSecrets();
  writeFileSync(join(secrets.folder, 'password'), `${login.password}\n`, {mode: 0o600});
});
after(() => secrets.remove());
afterEach(async () => {
  await server?.remove();
  await host?.stop();
  server = host = undefined;
});

const plainOptions = () => ['--smtp', host.url, '--smtp-allow-plain', '--mail-from', 'Northlight Studio <approvals@northlight.example>', '--mail-link', LINK, '--delivery-seconds', '5'];
const loginOptions = () => ['--smtp', host.url, '--smtp-ca', secrets.certificate, '--smtp-user', login.user, '--smtp-password-file', join(secrets.folder, 'password'),
  '--mail-from', 'approvals@northlight.example', '--mail-link', LINK, '--mail-team-link', TEAM, '--delivery-seconds', '5'];

async function start(options, hostOptions) {
  host = await MailHost.start(hostOptions);
  server = await LogServer.make();
  assert.ok(await server.up(...options()), server.errors);
}
const contact = (person, email, more = {}) => server.api.call('PUT', `contacts/${person.id}`, {body: {email, ...more}});
const everybody = async () => {
  await contact(maria, 'maria@keller-optik.example', {party: 'customer'});
  await contact(jonas, 'jonas@keller-optik.example', {language: 'de', party: 'customer'});
  await contact(dana, 'dana@northlight.example');
};
const log = async (query = '') => (await server.api.call('GET', `mail/deliveries${query}`)).deliveries;
const personalLink = ({plain}) => /https:\/\/approve\.example\/review\.html#cs_lnk_[\w-]+/.exec(plain)?.[0];
const kinds = mails => mails.map(({headers}) => headers.subject);
const arrived = (count, address) => until(`${count} mails to ${address}`, () => host.to(address).length >= count, 30);

test('an approval by mail, over STARTTLS and with a login: who is asked, who asked, who is answered, who has decided', async () => {
  await start(loginOptions, {secrets, login});
  await everybody();
  const request = await server.api.submitted({title: 'Homepage', stages: [stage('customer', 'Keller Optik', 1, [maria]), stage('legal', 'Legal', 2, [jonas])]});
  await arrived(1, 'maria@keller-optik.example');
  assert.equal(host.to('jonas@keller-optik.example').length, 0, 'their stage is not open');
  await server.api.send(maria, request, {command: 'ask', text: 'Which shop?\n.\n..two dots'});
  await arrived(1, 'dana@northlight.example');
  await server.api.send(dana, request, {command: 'answer', question: 'q1', text: 'All.'});
  await arrived(2, 'maria@keller-optik.example');
  await server.api.decide(maria, request, 'approve');
  await arrived(3, 'maria@keller-optik.example');
  await arrived(1, 'jonas@keller-optik.example');
  await server.api.decide(jonas, request, 'request-changes', {rationale: 'Please change it.'});
  await arrived(3, 'dana@northlight.example');
  assert.deepEqual(kinds(host.to('maria@keller-optik.example')), ['Please decide: Homepage', 'Answer: Homepage', 'Recorded: your decision on Homepage']);
  assert.deepEqual(kinds(host.to('dana@northlight.example')), ['Question: Homepage', 'Decision: Homepage', 'Changes requested: Homepage']);
  assert.equal(kinds(host.to('jonas@keller-optik.example'))[0], 'Bitte entscheiden: Homepage');
  assert.match(host.to('dana@northlight.example')[0].plain, /Which shop\?\n {2}\.\n {2}\.\.two dots\n/);
  assert.deepEqual(new Set(host.logins.map(({username, isSecure}) => `${username} ${isSecure}`)), new Set(['countersign true']));
  for (const mail of host.mails) {
    const link = mail.to.startsWith('dana') ? `${TEAM}#/requests/${request}` : personalLink(mail);
    assert.ok(mail.isSecure);
    assert.equal(mail.from, 'approvals@northlight.example');
    assert.equal(mail.headers['auto-submitted'], 'auto-generated');
    assert.equal(mail.plain.split(link).length, 2);
    assert.deepEqual(mail.html.match(/<a [^>]*href="[^"]*"/g).map(tag => /href="([^"]*)"/.exec(tag)[1]), [link]);
    assert.doesNotMatch(mail.html, /<(img|script|link|iframe|object|form)\b|url\(|@import/i);
  }
  assert.equal(new Set(host.mails.map(({headers}) => headers['message-id'])).size, host.mails.length);
  assert.ok(!server.errors.includes(login.password));
});

test('the mail of a customer lets them in, as themselves and for that request; no other mail lets anybody in', async () => {
  await start(plainOptions);
  await contact(maria, 'maria@keller-optik.example', {party: 'customer'});
  await contact(jonas, 'jonas@keller-optik.example');
  let isBusy = true;
  host.refuse = () => (isBusy ? 451 : undefined);
  const request = await server.api.submitted({stages: [stage('customer', 'Keller Optik', 1, [maria, jonas])]});
  await until('both attempts', async () => (await log('?status=waiting')).filter(({attempts}) => attempts.length > 0).length === 2);
  isBusy = false;
  await Promise.all([arrived(1, 'maria@keller-optik.example'), arrived(1, 'jonas@keller-optik.example')]);
  const [{actor}, ...more] = (await server.api.call('GET', `requests/${request}/links`)).links;
  assert.deepEqual([actor, more], [maria, []], 'one link, although the mail was tried twice');
  assert.match(host.to('jonas@keller-optik.example')[0].plain, new RegExp(`review\\.html#/requests/${request}`));
  const [token] = /cs_lnk_[\w-]+/.exec(personalLink(host.to('maria@keller-optik.example')[0]));
  const session = await server.api.call('POST', 'links/exchange', {token: null, body: {token}});
  assert.deepEqual([session.actor, session.request], [maria, request]);
  assert.ok(!server.errors.includes('cs_lnk_'));
});

test('a link in a mail stays when the key that made the request is revoked; another key finds it and ends it, with its sessions', async () => {
  await start(plainOptions);
  await contact(maria, 'maria@keller-optik.example', {party: 'customer'});
  const {key: maker} = await server.api.call('POST', 'keys', {body: {name: 'maker'}});
  const own = server.key;
  server.key = maker;
  const request = await server.api.submitted();
  server.key = own;
  await arrived(1, 'maria@keller-optik.example');
  const [token] = /cs_lnk_[\w-]+/.exec(personalLink(host.to('maria@keller-optik.example')[0]));
  const exchange = () => server.api.call('POST', 'links/exchange', {token: null, body: {token}});
  const see = session => server.api.call('GET', `requests/${request}`, {token: session});
  const before = await exchange();
  await server.api.call('DELETE', 'keys/maker');
  assert.equal((await see(before.token)).request.id, request);
  const after = await exchange();

  const gone = await fetch(`${server.url}/v1/contacts/${maria.id}`, {method: 'DELETE', headers: {Authorization: `Bearer ${own}`, 'Countersign-Protocol': '1'}});
  assert.equal(gone.status, 204, 'no later mail makes another');
  const {links} = await server.api.call('GET', `requests/${request}/links`);
  assert.deepEqual(links.map(({actor, uses}) => [actor, uses]), [[maria, 2]]);
  for (const {id} of links) await server.api.call('DELETE', `requests/${request}/links/${id}`);
  for (const refused of [exchange, () => see(before.token), () => see(after.token)]) await assert.rejects(refused, /unauthorized/);
});

test('hostile names never break a mail', async () => {
  await start(plainOptions);
  const names = ['"><script>alert(1)</script>', 'a\r\nBcc: everyone@example.com', '\u202Egpj.exe', '=?utf-8?B?QmNj?=', ', other@example.com', '€'.repeat(150), '👩‍👩‍👧‍👦'.repeat(20), '<x@y.z>', 'a\\"b'];
  for (const [index, name] of names.entries()) {
    const person = {...maria, id: `p${index}`, name};
    await contact(person, `p${index}@keller-optik.example`);
    await server.api.submitted({title: name, stages: [stage('customer', name, 1, [person])]});
  }
  for (const index of names.keys()) {
    await arrived(1, `p${index}@keller-optik.example`);
    const [mail] = host.to(`p${index}@keller-optik.example`);
    assert.deepEqual(mail.names, ['Date', 'From', 'To', 'Subject', 'Message-ID', 'Auto-Submitted', 'MIME-Version', 'Content-Type'], names[index]);
    assert.ok(mail.headers.subject.startsWith('Please decide: '));
    assert.ok(!mail.headers.subject.includes('\u202E'));
    assert.equal(mail.html.match(/<a /g).length, 1);
    assert.ok(!mail.html.includes('<script'));
    assert.ok(mail.raw.split('\r\n').every(line => line.length <= 998 && !/[^\x20-\x7e]/.test(line)));
  }
});

test('who has no address, and who wants none, gets no mail, and the log says so', async () => {
  await start(plainOptions);
  await contact(jonas, 'jonas@keller-optik.example', {mail: false});
  await server.api.submitted({stages: [stage('customer', 'Keller Optik', 1, [maria, jonas])]});
  const skipped = await until('both', async () => {
    const found = await log('?status=skipped');
    return found.length === 2 && found;
  });
  const reasons = Object.fromEntries(skipped.map(({receiver, attempts}) => [receiver, attempts[0].reason]));
  assert.match(reasons.maria, /no address/);
  assert.match(reasons.jonas, /takes no mail/);
  assert.equal(host.mails.length, 0);
  await contact(maria, 'maria@keller-optik.example');
  const {id} = skipped.find(({receiver}) => receiver === 'maria');
  await server.api.call('POST', `mail/deliveries/${id}/retry`, {body: {}});
  await arrived(1, 'maria@keller-optik.example');
});

test('without STARTTLS no mail leaves, unless that was allowed', async () => {
  const guarded = () => plainOptions().filter(option => option !== '--smtp-allow-plain');
  await start(guarded, {offersTls: false});
  await everybody();
  await server.api.submitted();
  const refused = await until('an attempt', async () => (await log()).find(({attempts}) => attempts.length > 0));
  assert.equal(refused.status, 'waiting');
  assert.equal(host.mails.length, 0);
});

test('a certificate that nobody vouches for is not talked to', async () => {
  const trusting = () => loginOptions().filter((option, index, all) => option !== '--smtp-ca' && all[index - 1] !== '--smtp-ca');
  await start(trusting, {secrets, login});
  await everybody();
  await server.api.submitted();
  await until('an attempt', async () => (await log()).find(({attempts}) => attempts.length > 0));
  assert.deepEqual([host.mails.length, host.logins.length], [0, 0]);
  await until('the operator is told', () => /mail: .*certificate/i.test(server.errors));
});

test('what is refused for good fails at once, what is refused for now is tried again', async () => {
  await start(plainOptions);
  await everybody();
  let isBusy = true;
  host.refuse = address => (address.startsWith('jonas') ? 550 : isBusy ? 451 : undefined);
  await server.api.submitted({stages: [stage('customer', 'Keller Optik', 1, [maria, jonas])]});
  const [failed] = await until('the failure', async () => {
    const found = await log('?status=failed');
    return found.length === 1 && found;
  });
  assert.deepEqual([failed.receiver, failed.attempts.map(({status}) => status)], ['jonas', [550]]);
  const waiting = await until('the attempt', async () => (await log('?status=waiting')).find(({attempts}) => attempts.length > 0));
  assert.deepEqual([waiting.receiver, waiting.attempts[0].status], ['maria', 451]);
  isBusy = false;
  await arrived(1, 'maria@keller-optik.example');
  assert.equal((await until('its note', () => log('?status=delivered').then(found => found.length === 1 && found)))[0].attempts.length, 2);
});

test('options that do not fit together are said to be wrong before anything starts', async () => {
  host = await MailHost.start();
  server = await LogServer.make();
  const wrong = [['--smtp', 'mail.example'], ['--smtp', host.url], ['--mail-from', 'a@example.com'], ['--smtp', host.url, '--mail-from', 'nobody', '--mail-link', LINK],
    ['--smtp', host.url, '--mail-from', 'a@example.com', '--mail-link', 'http://approve.example/'], ['--smtp', host.url, '--smtp-user', 'a', '--mail-from', 'a@example.com', '--mail-link', LINK],
    [...loginOptions(), '--smtp-allow-plain']];
  for (const options of wrong) {
    assert.equal(await server.up(...options), false, options.join(' '));
    assert.match(server.errors, /mail|smtp|password/i);
  }
});
