import type { JsonObject } from '@hookswitch/domain';
import { createKafkaBus, encodeEvent } from '@hookswitch/messaging';
import { callEnded } from '../../harness/events.js';
import type { Tenant } from '../../harness/tenant.js';
import type { SentEvent } from '../history/history.js';
import type { Lab } from '../lab.js';
import { numberOf } from './lines.js';
import type { Random } from './random.js';

export interface LaidOptions {
  readonly tenants: readonly Tenant[];
  readonly random: Random;
  readonly count: number;
  /** As of a stream. */
  readonly lines: number;
  /** Calls per tenant; default 100. Each has as many events as any other. */
  readonly subjects?: number;
}

const AT_ONCE = 1_000;

/** Puts events of ended calls straight into Kafka, faster than any producer sends them: a backlog from one moment to the next. */
export async function lay(
  { stack }: Lab,
  { tenants, random, count, lines, subjects = 100 }: LaidOptions,
): Promise<readonly SentEvent[]> {
  const bus = createKafkaBus({ brokers: [...stack.brokers], clientId: 'faults-laid' });
  const sent: SentEvent[] = [];
  const counts = new Map<string, number>();
  try {
    while (sent.length < count) {
      const batch = Array.from({ length: Math.min(AT_ONCE, count - sent.length) }, () => {
        const tenant = tenants[Math.floor(random.next() * tenants.length)]?.id ?? '';
        const subject = `call-${Math.floor(random.next() * subjects)}`;
        const line = Math.floor(random.next() * lines);
        const seq = counts.get(`${tenant} ${subject}`) ?? 0;
        counts.set(`${tenant} ${subject}`, seq + 1);
        return { tenant, id: `${subject}-${seq}`, type: 'call.ended', subject, seq, line, answer: 'acked' as const };
      });
      await bus.publish(batch.map((event) => encodeEvent(stack.topics.events, whole(event))));
      for (const event of batch) sent.push({ ...event, at: Date.now() });
    }
  } finally {
    await bus.close();
  }
  return sent;
}

function whole({ tenant, id, subject, line = 0 }: SentEvent) {
  const { source, type, data } = callEnded(id, { internal_number: numberOf(line) }, { subject });
  return { tenant, id, subject, source, type, time: new Date().toISOString(), data: data as JsonObject };
}
