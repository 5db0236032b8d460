import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@hookswitch/testing';
import { callEnded } from '../../harness/events.js';
import type { RunSummary } from '../../harness/runs.js';
import { newTenant, type Tenant } from '../../harness/tenant.js';
import { document, saveAll } from '../../harness/workflows.js';
import { beginLines } from '../begin.js';
import { conclude } from '../conclude.js';
import { atLeast, atMost, type Experiment } from '../experiment.js';
import { delaysOf, p99 } from '../history/delays.js';
import type { Lab } from '../lab.js';
import { linesModel, postStep } from '../load/lines.js';
import { Stream } from '../load/stream.js';
import { ownShare } from '../own-share.js';

const PER_SECOND = 20;
const PHASE_MS = 15_000;
/** Destinations of the tenant whose workflows run away. */
const [FLOODED, REFUSING] = [2, 3];
const STEPS = 100;
/** More than an event may plan: 1,000. */
const WIDE_WORKFLOWS = 11;
const MAX_HOPS = 8;
const DEAD = 'workflow.action_dead';

/** A workflow that plans too much, or starts itself again and again, is stopped, and other tenants hardly notice. */
export const runawayWorkflows: Experiment = {
  id: 'E17',
  title: 'workflows of one tenant plan 1,100 actions for an event and start themselves for ever',
  lab: { destinations: 4 },
  async run(lab, { random, say }) {
    const wild = await beginWild(lab);
    const tenants = await beginLines({ ...lab, sink: { ...lab.sink, urls: lab.sink.urls.slice(0, FLOODED) } }, 2);
    const { urls } = lab.stack;
    const stream = new Stream({ urls, tenants, random: random.fork(), perSecond: PER_SECOND, lines: FLOODED });
    await sleep(3_000);
    const before = Date.now();
    await sleep(PHASE_MS);
    say('workflows run away');
    const from = Date.now();
    await wild.api.must('POST', '/v1/events', callEnded('wild'));
    await sleep(PHASE_MS);
    const to = Date.now();
    await stream.stop();
    const own = ownShare(lab, tenants);
    const { history, violations, seconds } = await conclude(own, { tenants, sent: stream.sent, model: linesModel() });
    const delays = delaysOf(stream.sent, own.sink.kept());
    const [calm, rough] = [
      { from: before, to: from },
      { from, to },
    ].map((phase) => p99(delays, phase, () => true));
    return {
      ...{ history, violations, recoverySeconds: seconds },
      load: `${PER_SECOND} events/s, 2 tenants, 2 destinations`,
      injected: `one event of a third tenant: ${WIDE_WORKFLOWS} workflows of ${STEPS} actions, one that loops`,
      claims: [
        atMost('p99 of other tenants meanwhile, times that before', (rough ?? 0) / (calm ?? 1), 2),
        ...(await stopped(wild)),
      ],
    };
  },
};

async function beginWild(lab: Lab): Promise<Tenant> {
  const tenant = await newTenant(lab.stack);
  await lab.sink.set(REFUSING, { kind: 'answer', status: 404 });
  const [flooded = '', refusing = ''] = [lab.sink.urls[FLOODED], lab.sink.urls[REFUSING]];
  const steps = Array.from({ length: STEPS }, (_, nth) => ({ ...postStep(tenant.id, flooded), id: `post-${nth}` }));
  const wide = Array.from({ length: WIDE_WORKFLOWS }, (_, nth) => document(`wide-${nth}`, ['call.ended'], steps));
  const loop = document('loop', ['call.ended', DEAD], [postStep(tenant.id, refusing)], { publishes: [DEAD] });
  await saveAll({ stack: lab.stack, tenant, slot: 'a' }, ...wide, loop);
  return tenant;
}

async function stopped({ api }: Tenant) {
  const letters = async (reason: string) =>
    (await api.all<{ readonly reason: string }>('/v1/dead-letters')).filter((letter) => letter.reason === reason)
      .length;
  const isOver = async () => (await letters('hop_limit')) > 0;
  await eventually('the end of the loop', isOver, { timeoutMs: 60_000 }).catch(() => undefined);
  const loops = (await api.all<RunSummary>('/v1/runs')).filter(({ workflow }) => workflow.name === 'loop');
  return [
    atLeast('dead letters for planning too much', await letters('fan_out_limit'), 1),
    atLeast('loops that were stopped', await letters('hop_limit'), 1),
    atMost('runs of the loop', loops.length, 1 + MAX_HOPS),
  ];
}
