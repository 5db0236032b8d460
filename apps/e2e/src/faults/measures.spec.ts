import { describe, expect, it } from '@jest/globals';
import type { History, TenantRun } from './history/history.js';
import {
  answeredBetween,
  burntAttempts,
  deadCommands,
  extraRequests,
  overlappingAttempts,
  recoveredAfter,
} from './measures.js';

const MOMENT = Date.parse('2026-01-01T00:00:10Z');

const run = (id: string, attempts: number, status = 'succeeded'): TenantRun =>
  ({
    tenant: 't',
    event: { id },
    steps: [
      {
        command: {
          id: `command-${id}`,
          status,
          attempts: Array.from({ length: attempts }, (_, index) => ({
            attempt: index + 1,
            finishedAt: `2026-01-01T00:00:${String(12 + index)}Z`,
          })),
        },
      },
    ],
  }) as unknown as TenantRun;

const event = (id: string, at: number) =>
  ({ tenant: 't', id, at, answer: 'acked', type: 'call.ended', subject: 's', seq: 0 }) as const;

const request = (id: string) => ({ seq: 0, provider: 'p', command: `command-${id}`, succeeded: true });

const history: History = {
  events: [event('a', MOMENT - 1), event('b', MOMENT + 1)],
  runs: [run('a', 2), run('b', 9, 'dead')],
  requests: [request('a'), request('b'), request('b')],
  results: [],
};

describe('figures of a history', () => {
  it('counts attempts that no request stands for, and requests beyond the first', () => {
    expect(burntAttempts(history)).toBe(1 + 7);
    expect(burntAttempts({ ...history, runs: [run('b', 2)] })).toBe(0);
    expect(extraRequests(history)).toBe(1);
    expect(deadCommands(history)).toBe(1);
  });

  it('counts attempts that began while the one before was under way', () => {
    const at = (second: number) => `2026-01-01T00:00:${String(second).padStart(2, '0')}Z`;
    const attempts = [
      { attempt: 2, startedAt: at(2), finishedAt: at(4) },
      { attempt: 1, startedAt: at(1), finishedAt: at(3) },
      { attempt: 3, startedAt: at(4), finishedAt: at(5) },
    ];
    const one = { steps: [{ command: { id: 'c', attempts } }] } as unknown as TenantRun;
    expect(overlappingAttempts({ runs: [one] })).toBe(1);
  });

  it('takes the end of what was there at the moment, and of nothing else', () => {
    expect(recoveredAfter(history, MOMENT)).toBe(3);
    expect(recoveredAfter(history, MOMENT + 60_000)).toBe(0);
    expect(answeredBetween(history.events, [MOMENT, MOMENT + 10]).map(({ id }) => id)).toEqual(['b']);
  });
});
