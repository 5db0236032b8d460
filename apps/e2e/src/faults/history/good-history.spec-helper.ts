import type { Attempt, RunCommand } from '../../harness/runs.js';
import { linesModel } from '../load/lines.js';
import type { Random } from '../load/random.js';
import type { History, SeenRequest, SeenResult, SentEvent, TenantRun } from './history.js';

export const RETRY = { maxAttempts: 4, initialInterval: 500, factor: 1.5, maxInterval: 2_000 } as const;
export const MODEL = linesModel({ retry: RETRY });

const START = Date.parse('2026-11-20T09:00:00.000Z');
const EVENT_MS = 20_000;
const time = (at: number): string => new Date(at).toISOString();

/** What a system that keeps all promises leaves behind: some calls on some lines, with attempts that failed or are unknown. */
export function goodHistory(random: Random, count = 30): History {
  const counts = new Map<string, number>();
  const all = Array.from({ length: count }, (_, nth) => {
    const [tenant, subject] = [`t-${draw(random, 2)}`, `call-${draw(random, 3)}`];
    const seq = counts.get(`${tenant} ${subject}`) ?? 0;
    counts.set(`${tenant} ${subject}`, seq + 1);
    const event: SentEvent = {
      ...{ tenant, id: `${subject}-${seq}`, type: 'call.ended', subject, seq, line: draw(random, 3), answer: 'acked' },
    };
    return carriedOut(event, nth, random);
  });
  return {
    events: all.map(({ event }) => event),
    runs: all.map(({ run }) => run),
    // As a target counts them: in the order in which they came.
    requests: all
      .flatMap(({ requests }) => requests)
      .toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0))
      .map((request, seq) => ({ ...request, seq })),
    results: all.flatMap(({ results }) => results),
  };
}

const draw = (random: Random, below: number): number => Math.floor(random.next() * below);

function carriedOut(event: SentEvent, nth: number, random: Random) {
  const id = `command-${nth}`;
  const attempts = attemptsFrom(START + nth * EVENT_MS, random);
  const command: RunCommand = { id, connector: 'http', status: 'succeeded', attempts };
  const run = runOf(event, command);
  const requests = attempts.map(({ outcome, startedAt = '' }): SeenRequest => {
    const done = outcome === 'succeeded';
    const more = { succeeded: done, answered: done, throttled: false, digest: MODEL.digest?.(run) ?? '' };
    return {
      seq: 0,
      tenant: event.tenant,
      provider: `line-${event.line}`,
      command: id,
      at: Date.parse(startedAt) + 5,
      ...more,
    };
  });
  const status = (seq: number) => (seq === attempts.length ? 'succeeded' : 'waiting');
  const results = attempts.map(({ seq }): SeenResult => ({ command: id, seq, redrives: 0, status: status(seq) }));
  return { event, run, requests, results };
}

/** Failed ones first, each followed by its pause, and a success. */
function attemptsFrom(begin: number, random: Random): readonly Attempt[] {
  const failed = draw(random, 3);
  let at = begin;
  return Array.from({ length: failed + 1 }, (_, index): Attempt => {
    const outcome = index === failed ? 'succeeded' : random.next() < 0.5 ? 'retry' : 'unknown';
    const [startedAt, finishedAt] = [time(at), time(at + 100)];
    at += 100 + RETRY.initialInterval * RETRY.factor ** index * 1.2;
    return { seq: index + 1, attempt: index + 1, outcome, startedAt, finishedAt };
  });
}

const runOf = ({ tenant, id, type, subject, line }: SentEvent, command: RunCommand): TenantRun => ({
  ...{ tenant, id: `run of ${tenant} ${id}`, status: 'succeeded' },
  workflow: { id: `w-${line}`, name: `line-${line}`, version: 1 },
  event: { id, source: '/e2e', type, subject },
  steps: [{ id: 'post', kind: 'action', status: 'sent', command }],
});
