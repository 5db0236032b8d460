import { setTimeout as sleep } from 'node:timers/promises';
import { newTenant } from '../../harness/tenant.js';
import { saveAll } from '../../harness/workflows.js';
import { conclude } from '../conclude.js';
import { atLeast, atMost, type Claim, type Experiment } from '../experiment.js';
import type { Model } from '../history/history.js';
import type { Lab } from '../lab.js';
import { linesWorkflows } from '../load/lines.js';
import { Stream } from '../load/stream.js';
import type { Kept } from '../sink/script.js';

const PER_SECOND = 20;
const TENANTS = 2;
const ILL_MS = 8_000;
/** What a target says, and how many milliseconds nobody may ask again for the same; dates have whole seconds. */
const SAYS = [
  ['3', 3_000],
  ['date', 2_000],
  ['soon', 0],
  ['99999999999', ILL_MS],
] as const;
const HUGE = SAYS.length - 1;
/** What waits for an hour is not waited for. */
const EXPIRY = { expiresAfter: { seconds: 25 } };
/** Whoever counts a refusal as an attempt has given up at the second one. */
const STEP = { retry: { maxAttempts: 2, initialInterval: 500, factor: 1.5, maxInterval: 2_000 } };
/** Requests that have left before the answer was read. */
const ON_THE_WAY_MS = 300;

const MODEL: Model = {
  expected: ({ line = 0 }) => [
    { workflow: `line-${line}`, steps: [{ id: 'post', ordered: true, ...(line === HUGE && { mayExpire: true }) }] },
  ],
};

/** Targets that say when to come again are asked no earlier, whatever they say. */
export const retryAfter: Experiment = {
  id: 'E11',
  title: 'targets answer 429 with Retry-After in seconds, as a date, as garbage and with a huge number',
  lab: { destinations: SAYS.length },
  async run(lab, { random }) {
    const tenants = await Promise.all(Array.from({ length: TENANTS }, () => begin(lab)));
    for (const [line, [says]] of SAYS.entries())
      await lab.sink.set(line, { kind: 'answer', status: 429, retryAfter: says });
    const { urls } = lab.stack;
    const stream = new Stream({ urls, tenants, random: random.fork(), perSecond: PER_SECOND, lines: SAYS.length });
    await sleep(ILL_MS);
    for (const line of SAYS.keys()) await lab.sink.heal(line);
    await stream.stop();
    const concluding = { tenants, sent: stream.sent, model: MODEL, patienceMs: 40_000 };
    const { history, violations, seconds } = await conclude(lab, concluding);
    const kept = lab.sink.kept();
    return {
      ...{ history, violations, recoverySeconds: seconds },
      load: `${PER_SECOND} events/s, ${TENANTS} tenants, ${SAYS.length} destinations`,
      injected: `429 for ${ILL_MS / 1_000} s: ${SAYS.map(([says]) => says).join(', ')}`,
      claims: [
        ...claims(kept),
        atLeast('actions that may be tried twice and were refused more often', refusedOften(kept), 1),
      ],
    };
  },
};

async function begin(lab: Lab) {
  const tenant = await newTenant(lab.stack);
  const patient = linesWorkflows(tenant.id, lab.sink.urls, STEP).slice(0, HUGE);
  const expiring = linesWorkflows(tenant.id, lab.sink.urls, { ...STEP, ...EXPIRY }).slice(HUGE);
  await saveAll({ stack: lab.stack, tenant, slot: 'a' }, ...patient, ...expiring);
  return tenant;
}

function claims(kept: readonly Kept[]): readonly Claim[] {
  return SAYS.flatMap(([says, waitMs], line) => {
    const own = kept.filter(({ destination }) => destination === line);
    const refused = own.filter(({ status }) => status === 429);
    return [
      atLeast(`refusals with Retry-After: ${says}`, refused.length, 1),
      atMost(`requests before that was over: ${says}`, early(own, refused, waitMs).length, 0),
    ];
  });
}

/** Requests to a target for a tenant that it has asked to wait. */
const early = (own: readonly Kept[], refused: readonly Kept[], waitMs: number): readonly Kept[] =>
  own.filter(({ tenant, command, at, seq }) =>
    refused.some(
      (no) =>
        no.tenant === tenant &&
        seq > no.seq &&
        at < no.at + waitMs &&
        (no.command === command || at > no.at + ON_THE_WAY_MS),
    ),
  );

const refusedOften = (kept: readonly Kept[]): number => {
  const refused = kept.filter(({ status }) => status === 429);
  return [...Map.groupBy(refused, ({ command }) => command).values()].filter(({ length }) => length > 2).length;
};
