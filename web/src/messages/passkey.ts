/** The sentences about passkeys, in English, which come with them; see en.ts. */
export const passkey = {
  'passkey.needed': 'You sign this decision with your passkey for {site}. Nothing is sent before.',
  'passkey.none': 'This decision has to be signed with a passkey for {site}, and you have none yet. Create one first; it stays on your device or in your password manager.',
  'passkey.made': 'Your passkey is there. Sign your decision with it now; nothing was sent so far.',
  'passkey.waiting': 'Your browser asks you for your passkey…',
  'passkey.create': 'Create a passkey',
  'passkey.unsupported':
    'This decision has to be signed with a passkey, and this browser cannot do that here. Open the page in another browser or on another device. You can still ask questions, or let somebody else decide.',
  'passkey.failed': 'The passkey could not be used. Nothing was sent. Please try again.',
  'passkey.NotAllowedError': 'Your passkey was not used: it was cancelled, took too long, or there is none on this device. Nothing was sent, and what you chose is still here.',
  'passkey.SecurityError': 'Passkeys cannot be used on this page: it does not belong to the site that they are for. Please tell the people who sent you here.',
  'passkey.InvalidStateError': 'There is a passkey of yours on this device already. Use that one.',

  'refusal.passkey-missing': 'This decision has to be signed with a passkey. Nothing was recorded; please confirm once more.',
  'refusal.passkey-wrong-challenge': 'The request moved on while you signed, so your signature was not accepted, and nothing was recorded. Please confirm once more.',
  'refusal.passkey-unknown': 'The server does not know this passkey as yours. Nothing was recorded.',
  'refusal.passkey-not-verified': 'Your device did not check who you are (with a PIN, a fingerprint or your face). Nothing was recorded.',
  'refusal.passkey-counter-behind': 'There may be a copy of this passkey, so it was not accepted, and nothing was recorded. Please tell the people who asked you.',
  'refusal.passkey-signature-wrong': 'The signature is not by this passkey, and nothing was recorded. Please try again.',
  'refusal.passkey-taken': 'This passkey is registered already.',
  'refusal.passkey-challenge-old': 'This took a while, so the passkey was not registered. Please create it once more.',
} as const;
