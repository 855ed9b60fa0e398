/**
 * Signing a decision with a passkey (WebAuthn): the challenge is the hash of the decision's statement, which the core makes of a
 * rehearsal. Loaded when a dialog asks for it, and with it the whole core. Whether the signature holds is the server's to judge.
 */
import {BackendProblem} from '../backend.js';
import {loadCore, type Core} from '../core.js';
import {h, type Child} from '../dom.js';
import type {NewPasskeyInput, Passkeys, RegisteredPasskey} from '../generated/wire.js';
import {passkey as sentences} from '../messages/passkey.js';
import {newKey} from '../pending.js';
import type {Session} from '../session.js';
import type {Choice} from '../snapshot.js';
import {learn, type Texts} from '../texts.js';
import type {Signing} from './signing.js';
import type {Actions, LoadedUi} from './ui.js';

// Keeps what is shared with the widget in the widget's file; see later.ts.
export {define} from '../registry.js';

learn(sentences);

const ES256 = -7;

/** What is known while one dialog is open. */
interface Room {
  readonly session: Session;
  core?: Core;
  known?: Passkeys;
  busy: boolean;
  made?: boolean;
  problem?: string | undefined;
}

const rooms = new WeakMap<Actions, Room>();

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (each) => each.charCodeAt(0));
const fromHex = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const textOf = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

const isSupported = (): boolean => 'PublicKeyCredential' in globalThis && !!(navigator.credentials as CredentialsContainer | undefined);
const described = ({credential_id}: RegisteredPasskey): PublicKeyCredentialDescriptor => ({type: 'public-key', id: bytesOf(credential_id)});

/** What a browser, an authenticator or the server had against it. */
function reason({t, why}: Texts, error: unknown): string {
  if (error instanceof BackendProblem) return why(error);
  const key = `passkey.${(error as Error).name}` as 'passkey.NotAllowedError';
  return t(key in sentences ? key : 'passkey.failed');
}

/** Asks the browser for a new passkey and registers it. Its challenge names this person, and is good for a few minutes. */
async function create(room: Room): Promise<void> {
  const {backend} = room.session.options;
  const {rp_id, user, passkeys, challenge, at} = (room.known = await backend.call<Passkeys>('passkeys', {}));
  const made = (await navigator.credentials.create({
    publicKey: {
      rp: {id: rp_id, name: rp_id},
      user: {id: bytesOf(user.id), name: user.name, displayName: user.name},
      challenge: bytesOf(challenge),
      pubKeyCredParams: [{type: 'public-key', alg: ES256}],
      excludeCredentials: passkeys.map(described),
      authenticatorSelection: {residentKey: 'preferred', userVerification: 'required'},
      attestation: 'none',
    },
  })) as PublicKeyCredential;
  const answer = made.response as AuthenticatorAttestationResponse;
  const body: NewPasskeyInput = {at, client_data: textOf(answer.clientDataJSON), attestation_object: textOf(answer.attestationObject)};
  const headers = {'Content-Type': 'application/json', 'Idempotency-Key': newKey()};
  const registered = await backend.call<RegisteredPasskey>('passkeys', {method: 'POST', headers, body: JSON.stringify(body)});
  room.known = {...room.known, passkeys: [...passkeys, registered]};
  room.made = true;
}

/** Asks the browser to sign exactly this decision, and sends both. */
async function sign({core, known, session}: Room, {loaded, act}: LoadedUi, choice: Choice): Promise<void> {
  if (!core || !known) return;
  const {events} = session.rehearseDecision(choice);
  const {digest} = core.statement({state: loaded.request, events});
  const signed = (await navigator.credentials.get({
    publicKey: {challenge: fromHex(digest), rpId: known.rp_id, allowCredentials: known.passkeys.map(described), userVerification: 'required'},
  })) as PublicKeyCredential;
  const answer = signed.response as AuthenticatorAssertionResponse;
  const credential_id = textOf(signed.rawId);
  const {registration} = known.passkeys.find((each) => each.credential_id === credential_id) as RegisteredPasskey;
  const client_data = textOf(answer.clientDataJSON);
  const authenticator_data = textOf(answer.authenticatorData);
  act.confirm({passkey: {registration, credential_id, client_data, authenticator_data, signature: textOf(answer.signature)}});
}

/** Runs one step at a time. What it fails with is said in the dialog, which stays as it is. */
async function step(room: Room, {act, texts}: LoadedUi, work: () => Promise<unknown>): Promise<void> {
  if (room.busy) return;
  room.busy = true;
  room.problem = undefined;
  act.edit({});
  await work().catch((error: unknown) => {
    room.problem = reason(texts, error);
  });
  room.busy = false;
  act.edit({});
}

/** The dialog was opened anew: what it takes is fetched while the reader reads. */
function enter(ui: LoadedUi, session: Session): Room {
  const room: Room = {session, busy: false};
  rooms.set(ui.act, room);
  const fetched = async (): Promise<void> => {
    const {backend} = session.options;
    [room.core, room.known] = await Promise.all([loadCore(), backend.call<Passkeys>('passkeys', {})]);
  };
  queueMicrotask(() => void step(room, ui, fetched));
  return room;
}

/** Forgets the dialog that is no longer open. */
export const leave = (act: Actions): unknown => rooms.delete(act);

const alert = (text: string | undefined): Child => h('p!error', {role: 'alert', key: 'problem'}, text);

export function signing(ui: LoadedUi, choice: Choice): Signing {
  const {texts, act, session} = ui;
  if (!isSupported()) return {hint: alert(texts.t('passkey.unsupported')), go: ''};
  if (!session) return {hint: null, go: ''};
  const old = rooms.get(act);
  const room = old?.session === session ? old : enter(ui, session);
  const {known, busy, problem, made} = room;
  if (!known) {
    const again = (): void => {
      leave(act);
      act.edit({});
    };
    return {hint: problem ? alert(problem) : h('p.hint', texts.t('passkey.loading')), go: problem ? texts.t('error.retry') : '', ...(problem && {confirm: again})};
  }
  const none = !known.passkeys.length;
  const said = h('p.hint', {role: 'status'}, texts.t(busy ? 'passkey.waiting' : none ? 'passkey.none' : made ? 'passkey.made' : 'passkey.needed', {site: known.rp_id}));
  return {
    hint: [said, problem && alert(problem)],
    ...(none && {go: texts.t('passkey.create')}),
    confirm: () => void step(room, ui, () => (none ? create(room) : sign(room, ui, choice))),
  };
}
