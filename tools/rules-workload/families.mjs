import {
  campaign,
  COUNTS,
  DEPARTMENTS,
  externalNumber,
  internalNumber,
  LANGUAGES,
  pickType,
  tag,
  tenant,
  TYPES,
  WORDS,
} from './vocabulary.mjs';

const leaf = (field, op, value) => ({ field: `data.${field}`, op, value });
const range = (field, bounds) => ({ field: `data.${field}`, op: 'range', ...bounds });
const list = (length, make) => Array.from({ length }, make);

/** Conditions that let a large share of the events through. */
const WEAK = [
  (r) => leaf('direction', 'eq', r.chance(0.6) ? 'incoming' : 'outgoing'),
  (r) => range('talking_time', r.chance(0.5) ? { gt: r.int(1_200) } : { lt: 60 + r.int(1_200) }),
  (r) => range('waiting_time', r.chance(0.5) ? { gte: r.int(60) } : { lte: 20 + r.int(120) }),
  (r) => leaf('is_voicemail', 'eq', r.chance(0.1)),
  (r) => leaf('agent.language', 'in', r.some(LANGUAGES, 4)),
  (r) => leaf('agent.department', 'not_in', r.some(DEPARTMENTS, 2)),
];

/** Conditions that let a few per cent through. */
const MEDIUM = [
  (r) => leaf('agent.department', 'in', r.some(DEPARTMENTS, 1 + r.int(2))),
  (r) => leaf('external_number', 'prefix', externalNumber(r).slice(0, 4)),
  (r) =>
    leaf(
      'dialer_data.campaign_id',
      'in',
      list(1 + r.int(8), () => campaign(r.int(COUNTS.campaigns))),
    ),
  (r) => {
    const low = r.int(1_200);
    return range('talking_time', { gt: low, lt: low + 30 + r.int(90) });
  },
  (r) => leaf('agent.language', 'eq', r.pick(LANGUAGES)),
];

/** Conditions on fields that differ. */
function mixed(r, medium, weak) {
  const used = new Set();
  const all = [];
  const take = (pool, count) => {
    while (count > 0) {
      const condition = r.pick(pool)(r);
      if (used.has(condition.field)) continue;
      used.add(condition.field);
      all.push(condition);
      count -= 1;
    }
  };
  take(MEDIUM, medium);
  take(WEAK, weak);
  return { all };
}

const mostlyCallEnded = (r) => (r.chance(0.8) ? 'call.ended' : r.pick(TYPES.slice(1)));
const fragment = (r) => (r.chance(0.2) ? r.pick(WORDS) : `${r.pick(WORDS).slice(-3)} ${r.pick(WORDS).slice(0, 3)}`);
const pattern = (r) => `.*(${r.pick(WORDS)}|${r.pick(WORDS)}) [a-z]+ ${r.pick(WORDS).slice(0, 3)}[a-z]*.*`;

/** By name, a function of (random, index). The order of the draws is part of the workload. */
export const FAMILIES = {
  /** One exact value. */
  A: (r) => ({
    type: pickType(r),
    when: {
      all: [
        r.chance(0.5)
          ? leaf('internal_number', 'eq', internalNumber(r.int(COUNTS.internal)))
          : leaf('tags', 'has', tag(r.int(COUNTS.tags))),
      ],
    },
  }),
  /** A numeric range, 5 to 60 wide. */
  B: (r) => {
    const low = r.int(7_200);
    const width = 5 + r.int(55);
    return { type: pickType(r), when: { all: [range('talking_time', { gt: low, lt: low + width })] } };
  },
  /** A prefix of 6 to 9 characters. */
  C: (r) => ({
    type: pickType(r),
    when: { all: [leaf('external_number', 'prefix', externalNumber(r).slice(0, 6 + r.int(4)))] },
  }),
  /** Alternatives and negations. */
  D: (r) => ({
    type: pickType(r),
    when: {
      all: [
        {
          any: [
            leaf(
              'internal_number',
              'in',
              list(3, () => internalNumber(r.int(COUNTS.internal))),
            ),
            leaf('tags', 'has', tag(r.int(COUNTS.tags))),
            leaf('external_number', 'prefix', externalNumber(r).slice(0, 8)),
          ],
        },
        leaf('agent.department', 'not_in', r.some(DEPARTMENTS, 1 + r.int(4))),
        ...(r.chance(0.5) ? [{ not: leaf('is_voicemail', 'eq', true) }] : []),
      ],
    },
  }),
  /** Three or four conditions, none selective alone: the usual shape of a telephony rule. */
  E: (r) => ({ type: mostlyCallEnded(r), when: mixed(r, 2, 1 + r.int(2)) }),
  /** A fragment of a text. */
  F1: (r) => ({ type: mostlyCallEnded(r), when: { all: [leaf('summary', 'contains', fragment(r))] } }),
  /** A regular expression. */
  F2: (r) => ({ type: mostlyCallEnded(r), when: { all: [leaf('summary', 'regex', pattern(r))] } }),
  /** Rules of 1,000 tenants. */
  G: (r, index) => ({
    tenant: tenant(index % COUNTS.tenants),
    type: mostlyCallEnded(r),
    when: mixed(r, 1, 1 + r.int(2)),
  }),
};
