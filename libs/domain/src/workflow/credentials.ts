/** Words that make the name of a header, a value or a query parameter that of a credential. */
const WORDS = ['authorization', 'token', 'secret', 'password', 'passwd', 'pwd', 'pass', 'passphrase', 'credential'];
const MORE_WORDS = ['credentials', 'bearer', 'cookie', 'auth'];
const JOINED = ['apikey', 'accesskey', 'secretkey', 'privatekey', 'authkey', 'signingkey'];

/** `X-Api-Key`, `accessToken`, `client_secret` … */
export function isCredentialName(name: string): boolean {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  if (words.some((word) => MORE_WORDS.includes(word))) return true;
  if (words.some((word) => WORDS.some((known) => word.endsWith(known) && (known !== 'pass' || word === known))))
    return true;
  const whole = words.join('');
  return JOINED.some((joined) => whole.includes(joined));
}

/** Shapes that well-known services give their keys. */
const SHAPES = [
  /\bxox[abeprs]-[\w-]{10,}/,
  /\b[sr]k_(?:live|test)_\w{10,}/,
  /\bsk-[\w-]{20,}/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bAIza[\w-]{35}/,
  /\bgh[pousr]_\w{36,}/,
  /\bhks_\w{10,}/,
  /\bwhsec_[\w+/=]{20,}/,
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /^(?:Bearer|Basic)\s+[\w.+/=~-]{8,}$/i,
];

export const looksLikeCredential = (text: string): boolean => SHAPES.some((shape) => shape.test(text));
