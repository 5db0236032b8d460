import type { ServiceProcess } from '../../harness/service-process.js';
import { rewriting, type Rewrite } from '../mutants/rewrite.js';

/**
 * Places at which a process dies between two steps of which each is durable: C1 to C7 of a connector, R1 and R2 of rules, G1 of the
 * gateway's intake, W1 of its recorder. What each leaves behind: ADR 33.
 */
export const BOUNDARIES = {
  /** Commands are read, and nothing is done with them. */
  C1: before('libs/platform/dist/host/intake.js', 'const read = batch.records.map('),
  /** Commands are claimed, the offset is not committed. */
  C2: before('libs/platform/dist/host/intake.js', 'await batch.commit('),
  /** The offset is committed, nothing has started. */
  C3: after('libs/platform/dist/host/intake.js', 'await batch.commit((batch.records.at(-1)?.offset ?? 0) + 1);'),
  /** Attempts are under way for the ledger, no request has left. */
  C4: before('libs/platform/dist/host/worker.js', 'board.started(started);', 'started.running.length > 0'),
  /** The target has answered, the ledger does not know. */
  C5: before('libs/platform/dist/host/worker.js', 'const settled = await this.parts.queue.settle('),
  /** The outcome is written, the result is not published. */
  C6: before('libs/platform/dist/host/worker.js', 'this.parts.onSettled(started, called, settled);'),
  /** The result is published, and still in the outbox. */
  C7: before('libs/platform/dist/host/publish-results.js', 'await parts.ledger.published('),
  /** Commands are sent, the event's offset is not committed. */
  R1: after('apps/rules/dist/runs-first.js', 'await this.options.sender.send(commands);', 'commands.length > 0'),
  /** The offset is committed, nothing else is. */
  R2: after(
    'apps/rules/dist/runs-first.js',
    'await this.#commit(batch, log, (taken.at(-1)?.offset ?? -1) + 1);',
    'commands.length > 0',
  ),
  /** Kafka has the event, its sender has no answer. */
  G1: after(
    'apps/gateway/dist/intake/intake.js',
    'const stored = events.length === 0 || (await this.store(events));',
    'stored && events.length > 0',
  ),
  /** The history is written, the offset is not committed. */
  W1: before('apps/gateway/dist/history/recorder.js', 'await batch.commit(', 'values.length > 0'),
} as const satisfies Readonly<Record<string, Place>>;

export type Boundary = keyof typeof BOUNDARIES;

interface Place {
  readonly module: string;
  readonly at: string;
  readonly side: 'before' | 'after';
  /** Of the first time that it is worth dying. */
  readonly when: string;
}

function before(module: string, at: string, when = 'true'): Place {
  return { module, at, side: 'before', when };
}

function after(module: string, at: string, when = 'true'): Place {
  return { module, at, side: 'after', when };
}

/** The process dies when it comes to the place. */
export function dyingAt(boundary: Boundary): Rewrite {
  const { module, at, side, when } = BOUNDARIES[boundary];
  const death = `if (${when}) dieAt('${boundary}');`;
  return { module, find: at, replace: side === 'before' ? `${death} ${at}` : `${at} ${death}` };
}

/** Environment of a service that is to die there. */
export const planted = (boundary: Boundary): Readonly<Record<string, string>> => rewriting(dyingAt(boundary));

/** Whether the service was there and died of it: a place that no process comes to must not pass for one that does no harm. */
export const hasFired = (service: ServiceProcess, boundary: Boundary): boolean =>
  service.log().includes(`fired ${boundary}\n`);
