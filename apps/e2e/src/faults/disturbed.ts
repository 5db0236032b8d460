import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@hookswitch/testing';
import type { Tenant } from '../harness/tenant.js';
import { beginLines } from './begin.js';
import { conclude } from './conclude.js';
import type { Findings, Order } from './experiment.js';
import type { Lab } from './lab.js';
import { linesModel } from './load/lines.js';
import { Stream } from './load/stream.js';
import { recoveredAfter } from './measures.js';

export interface Disturbance {
  /** Events; default 50. */
  readonly perSecond?: number;
  /** Of load before the fault, and after it; default 4 s each. */
  readonly calmMs?: number;
  /** Brings the fault about and ends it. */
  readonly fault: (load: Load) => Promise<void>;
}

export interface Load {
  readonly stream: Stream;
  readonly tenants: readonly Tenant[];
}

export interface Disturbed extends Omit<Findings, 'injected' | 'claims'>, Load {
  readonly recoverySeconds: number;
  /** When the fault began and ended, in milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

const PER_SECOND = 50;
const CALM_MS = 4_000;
const TENANTS = 3;

/** A steady load on every destination of the sink, a fault in its middle, and what all have to say about it afterwards. */
export async function disturbed(
  lab: Lab,
  { random, say }: Order,
  { perSecond = PER_SECOND, calmMs = CALM_MS, fault }: Disturbance,
): Promise<Disturbed> {
  const tenants = await beginLines(lab, TENANTS);
  const { urls } = lab.stack;
  const lines = lab.sink.urls.length;
  const stream = new Stream({ urls, tenants, random: random.fork(), perSecond, lines });
  try {
    await eventually('load', () => lab.sink.kept().length > perSecond, { everyMs: 200, timeoutMs: 60_000 });
    await sleep(calmMs);
    const from = Date.now();
    say('the fault begins');
    await fault({ stream, tenants });
    const to = Date.now();
    say(`it is over after ${((to - from) / 1_000).toFixed(0)} s, ${stream.acked} events acknowledged`);
    await sleep(calmMs);
    await stream.stop();
    const { history, violations } = await conclude(lab, { tenants, sent: stream.sent, model: linesModel() });
    return {
      ...{ history, violations, stream, tenants, from, to },
      recoverySeconds: recoveredAfter(history, to),
      load: `${perSecond} events/s, ${TENANTS} tenants, ${lines} destinations`,
    };
  } finally {
    await stream.stop();
  }
}
