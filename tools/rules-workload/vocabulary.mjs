import { random } from './random.mjs';

/** What events are made of and rules ask for; the same whatever the seed. */
const SYLLABLES =
  'ba con de fi ga hol in ju ka lor men no or pre qua ri sta ti un ver wes xe yo zu tion ing al er'.split(' ');
export const WORDS = words();
export const COUNTRY_CODES = '+1 +44 +49 +33 +34 +39 +420 +421 +48 +43 +31 +32 +45 +46 +47 +351 +353 +36 +40 +61'.split(
  ' ',
);
export const DEPARTMENTS = (
  'sales support billing onboarding retention logistics legal hr it finance partners returns warranty vip dispatch claims ' +
  'surveys reception night overflow'
).split(' ');
export const LANGUAGES = 'en cs de fr es pl sk it'.split(' ');

/** Share of events up to and including each type. */
const TYPE_SHARES = [
  ['call.ended', 0.4],
  ['call.started', 0.52],
  ['call.ringing', 0.64],
  ['call.answered', 0.74],
  ['call.missed', 0.8],
  ['call.modified', 0.85],
  ['call.voicemail_left', 0.88],
  ['recording.uploaded', 0.94],
  ['message.received', 0.98],
  ['contact.updated', 1],
];
export const TYPES = TYPE_SHARES.map(([type]) => type);
export const COUNTS = { internal: 20_000, tags: 10_000, agents: 2_000, campaigns: 200, tenants: 1_000 };

export const padded = (number, width) => String(number).padStart(width, '0');
export const internalNumber = (index) => `+42022${padded(index, 7)}`;
export const tag = (index) => `tag-${padded(index, 5)}`;
export const agentId = (index) => `ag_${padded(index, 5)}`;
export const campaign = (index) => `cmp_${padded(index, 3)}`;
export const tenant = (index) => `t${padded(index, 4)}`;

export function pickType(r) {
  const share = r.unit();
  return TYPE_SHARES.find(([, upTo]) => share < upTo)[0];
}

/** Country codes at the front of the list are the frequent ones. */
export function externalNumber(r) {
  const share = r.unit();
  const code = COUNTRY_CODES[Math.floor(share * share * COUNTRY_CODES.length)];
  return code + (2 + r.int(8)) + padded(r.int(100_000_000), 8);
}

function words() {
  const r = random(7);
  const found = new Set();
  while (found.size < 1_200) {
    const syllables = 2 + r.int(2);
    found.add(Array.from({ length: syllables }, () => r.pick(SYLLABLES)).join(''));
  }
  return [...found];
}
