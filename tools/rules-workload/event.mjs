import {
  agentId,
  campaign,
  COUNTS,
  DEPARTMENTS,
  externalNumber,
  internalNumber,
  LANGUAGES,
  padded,
  pickType,
  tag,
  tenant,
  WORDS,
} from './vocabulary.mjs';

const FIRST_EVENT = Date.UTC(2026, 0, 1);
const iso = (epochMs) => new Date(epochMs).toISOString();

/** A structured CloudEvent of 1.2 to 1.7 KiB. The order of the draws is part of the workload: same bytes for the same seed. */
export function event(r, index) {
  const type = pickType(r);
  const call = uuid(r);
  const endedAt = FIRST_EVENT + index * 1_700 + r.int(1_000);
  const talking = skewed(r, 3, 7_200);
  const waiting = skewed(r, 2, 300);
  const wrapup = r.int(60);
  const external = externalNumber(r);
  const tenantIndex = Math.floor(r.unit() * r.unit() * COUNTS.tenants);
  const agent = r.int(COUNTS.agents);
  const tags = draw(r.int(5), () => tag(r.int(COUNTS.tags)));
  const contacts = draw(1 + (r.chance(0.2) ? 1 : 0), () => contact(r, external));
  return {
    specversion: '1.0',
    id: uuid(r),
    source: `/telephony/pbx-${r.int(8)}`,
    type,
    subject: call,
    time: iso(endedAt),
    tenantid: tenant(tenantIndex),
    datacontenttype: 'application/json',
    data: {
      call_uuid: call,
      call_id: 10_000_000 + index,
      internal_number: internalNumber(r.int(COUNTS.internal)),
      external_number: external,
      direction: r.chance(0.6) ? 'incoming' : 'outgoing',
      is_voicemail: r.chance(0.06),
      started_at: iso(endedAt - (talking + waiting) * 1_000),
      answered_at: iso(endedAt - talking * 1_000),
      ended_at: iso(endedAt),
      waiting_time: waiting,
      talking_time: talking,
      wrapup_time: wrapup,
      recording_url: `https://media.example.com/recordings/${call}.mp3`,
      agent: {
        id: agentId(agent),
        name: name(r),
        email: `${agentId(agent)}@agents.example`,
        extension: String(1_000 + agent),
        department: r.pick(DEPARTMENTS),
        language: r.pick(LANGUAGES),
      },
      contacts,
      tags,
      notes: r.chance(0.3) ? [{ by: agentId(agent), text: sentence(r, 6) }] : [],
      summary: sentence(r, 12 + r.int(14)),
      dialer_data: r.chance(0.5) ? dialer(r) : null,
      ivr_path: ['root', r.pick(DEPARTMENTS), String(r.int(10))],
      cost: { currency: 'EUR', amount: r.int(5_000) / 100 },
    },
  };
}

const contact = (r, external) => ({
  id: 100_000 + r.int(900_000),
  name: name(r),
  company: `${r.pick(WORDS)} ltd`,
  numbers: [external],
  email: `${r.pick(WORDS)}@${r.pick(WORDS)}.example`,
  custom: { segment: r.pick(['a', 'b', 'c', 'd']), score: r.int(100), vip: r.chance(0.05) },
});

const dialer = (r) => ({
  campaign_id: campaign(r.int(COUNTS.campaigns)),
  attempt: 1 + r.int(5),
  list: `list-${r.int(50)}`,
  disposition: r.pick(['connected', 'busy', 'no_answer', 'callback']),
});

const draw = (count, make) => Array.from({ length: count }, make);
const sentence = (r, count) => draw(count, () => r.pick(WORDS)).join(' ');

/** Small numbers are frequent, the more so the higher the power. */
function skewed(r, power, below) {
  const share = r.unit();
  return Math.floor(Array.from({ length: power }).reduce((product) => product * share, 1) * below);
}

function name(r) {
  const capital = (word) => word[0].toUpperCase() + word.slice(1);
  const [first, last] = [r.pick(WORDS), r.pick(WORDS)];
  return `${capital(first)} ${capital(last)}`;
}

function uuid(r) {
  const hex = (length) => {
    let text = '';
    while (text.length < length) text += padded(r.int(65_536).toString(16), 4);
    return text.slice(0, length);
  };
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
}
