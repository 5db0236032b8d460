import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** What a PKCS #8 document of an Ed25519 key begins with; the 32 bytes of the key follow. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** An Ed25519 key out of 32 secret bytes: whoever has the bytes signs, and everybody may know what the signatures are checked with. */
export interface ReceiptKey {
  readonly privateKey: KeyObject;
  /** Base64url. */
  readonly publicKey: string;
}

export function receiptKey(seed: Uint8Array): ReceiptKey {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' });
  return { privateKey, publicKey: createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '' };
}

/** Undefined when the text is no such key. */
export function publicReceiptKey(text: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text }, format: 'jwk' });
  } catch {
    return undefined;
  }
}
