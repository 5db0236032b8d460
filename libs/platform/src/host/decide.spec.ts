import { describe, expect, it } from '@jest/globals';
import { DEFAULT_RETRY, type CommandError } from '@hookswitch/domain';
import { decide, type AttemptFacts, type Said } from './decide.js';

const error = (change: Partial<CommandError> = {}): CommandError => ({
  code: 'http_503',
  message: 'busy',
  class: 'retry',
  ...change,
});
const facts = (change: Partial<AttemptFacts> = {}): AttemptFacts => ({
  next: 'perform',
  used: 0,
  tries: 0,
  delivery: 'at_least_once',
  retry: DEFAULT_RETRY,
  canReconcile: false,
  ...change,
});
const middle = (change: Partial<AttemptFacts>, said: Said) => decide(facts(change), said, 0.5);
const retry: Said = { kind: 'retry', error: error() };
const unknown: Said = { kind: 'unknown', error: error({ class: 'unknown' }) };
const asked = { next: 'reconcile', used: 1, canReconcile: true } as const;
const job = { next: 'resume', used: 1, pending: 'op-7' } as const;

describe('deciding what becomes of a command', () => {
  it('ends with success and keeps output and events', () => {
    const events = [{ type: 'transcription.created', data: {} }];
    expect(middle({}, { kind: 'succeeded', output: { id: 1 }, events })).toEqual({
      outcome: 'succeeded',
      output: { id: 1 },
      events,
      to: { state: 'succeeded' },
      counts: true,
      tries: 0,
      unknowns: 0,
    });
  });

  it('ends a permanent failure as rejected', () => {
    expect(middle({}, { kind: 'failed', error: error({ class: 'permanent' }) })).toMatchObject({
      outcome: 'failed',
      to: { state: 'dead', reason: 'rejected' },
    });
  });

  it('follows the schedule until the attempts are used up', () => {
    const delays = Array.from({ length: 12 }, (_, used) => {
      const { to } = middle({ used }, retry);
      return to.state === 'waiting' ? to.delayMs : to;
    });
    const hours = 3_600_000;
    expect(delays).toEqual([
      1_000, 4_000, 16_000, 64_000, 256_000, 1_024_000, 4_096_000, 16_384_000, 6 * hours, 6 * hours, 6 * hours,
      { state: 'dead', reason: 'exhausted' },
    ]); // prettier-ignore
  });

  it('keeps Retry-After within the schedule and an hour', () => {
    const delay = (used: number, afterMs: number) => {
      const { to } = middle({ used }, { ...retry, afterMs });
      return to.state === 'waiting' && to.delayMs;
    };
    expect(delay(0, 10_000)).toBe(10_000);
    expect(delay(0, 10)).toBe(1_000);
    expect(delay(0, 86_400_000)).toBe(3_600_000);
    expect(delay(8, 1_000)).toBe(6 * 3_600_000);
    expect(delay(0, Number.NaN)).toBe(1_000);
  });

  it('a 429 costs nothing of the budget and pauses the key', () => {
    const verdict = middle(
      { used: 11 },
      { kind: 'retry', error: error({ class: 'retry-after' }), throttled: true, afterMs: 30_000 },
    );
    expect(verdict).toMatchObject({ counts: false, outcome: 'retry', to: { state: 'waiting' } });
    expect(verdict.pause).toEqual({ ms: 30_000, isAsked: true });
  });

  it('a 429 that asks for no patience rests the key as if it were the first failure, however often its command failed', () => {
    const said: Said = { kind: 'retry', error: error(), throttled: true };
    expect(middle({ used: 8 }, said).pause).toEqual({ ms: 1_000, isAsked: false });
    expect(middle({ used: 8 }, { ...said, afterMs: Number.NaN }).pause).toEqual({ ms: 1_000, isAsked: false });
    expect(middle({}, { ...said, afterMs: 1e12 }).pause).toEqual({ ms: 3_600_000, isAsked: true });
  });

  it('retries an unknown outcome where that is allowed and leaves it to a person where it is not', () => {
    expect(middle({}, unknown)).toMatchObject({
      outcome: 'unknown',
      unknowns: 1,
      counts: true,
      to: { state: 'waiting', next: 'perform' },
    });
    expect(middle({ delivery: 'at_most_once' }, unknown)).toMatchObject({
      unknowns: 1,
      to: { state: 'dead', reason: 'unknown' },
    });
    expect(middle({ used: 11 }, unknown)).toMatchObject({ to: { state: 'dead', reason: 'exhausted' } });
  });

  it('asks the target first where it can be asked', () => {
    expect(middle({ canReconcile: true, delivery: 'at_most_once' }, unknown)).toMatchObject({
      outcome: 'unknown',
      unknowns: 1,
      to: { state: 'waiting', next: 'reconcile', delayMs: 1_000 },
    });
  });

  it('settles a reconciled attempt by what the target says', () => {
    expect(middle(asked, { kind: 'succeeded', output: 1 })).toMatchObject({
      outcome: 'succeeded',
      unknowns: -1,
      counts: false,
    });
    expect(middle(asked, retry)).toMatchObject({
      outcome: 'retry',
      unknowns: -1,
      to: { next: 'perform', delayMs: 1_000 },
    });
    expect(middle({ ...asked, used: 12 }, retry)).toMatchObject({ to: { reason: 'exhausted' } });
    expect(middle(asked, { kind: 'pending', state: 'op', afterMs: 5 })).toMatchObject({
      outcome: 'pending',
      unknowns: -1,
      to: { next: 'resume' },
    });
    expect(middle(asked, { kind: 'failed', error: error({ class: 'permanent' }) })).toMatchObject({
      unknowns: -1,
      to: { reason: 'rejected' },
    });
  });

  it('falls back to the delivery mode when the target cannot say', () => {
    for (const said of [{ kind: 'cannot_say' }, unknown] as const) {
      const verdict = middle(asked, said);
      expect(verdict).toMatchObject({ unknowns: 0, counts: false, to: { state: 'waiting', next: 'perform' } });
      expect(verdict.outcome).toBeUndefined();
      expect(middle({ ...asked, delivery: 'at_most_once' }, said)).toMatchObject({
        to: { state: 'dead', reason: 'unknown' },
      });
    }
  });

  it('asks again a few times when the target cannot be reached', () => {
    const said: Said = { kind: 'no_answer', error: error() };
    expect(middle(asked, said)).toMatchObject({ tries: 1, silent: true, to: { next: 'reconcile' } });
    expect(middle({ ...asked, tries: 4 }, said)).toMatchObject({ to: { next: 'perform' } });
    expect(middle(asked, { ...retry, throttled: true })).toMatchObject({
      tries: 1,
      to: { next: 'reconcile' },
      pause: { ms: 1_000, isAsked: false },
    });
  });

  it('keeps the state of a long job', () => {
    expect(middle({}, { kind: 'pending', state: { op: 7 }, afterMs: 10_000 })).toMatchObject({
      outcome: 'pending',
      counts: true,
      to: { state: 'waiting', next: 'resume', delayMs: 10_000, pending: { op: 7 } },
    });
  });

  it('polls a long job quietly, and never submits it again because polling failed', () => {
    expect(middle(job, { kind: 'pending', state: 'op-8', afterMs: 10 })).toMatchObject({
      silent: true,
      to: { next: 'resume', pending: 'op-8' },
    });
    for (const said of [retry, unknown, { kind: 'no_answer', error: error() }] as const) {
      const verdict = middle({ ...job, tries: 40, delivery: 'at_most_once' }, said);
      expect(verdict).toMatchObject({
        silent: true,
        counts: false,
        tries: 41,
        to: { next: 'resume', pending: 'op-7', delayMs: 300_000 },
      });
      expect(verdict.outcome).toBeUndefined();
    }
    expect(middle(job, { kind: 'failed', error: error({ class: 'permanent' }) })).toMatchObject({
      outcome: 'failed',
      to: { reason: 'rejected' },
    });
  });

  it('performs anew when a job has ended without a result, as far as the budget goes', () => {
    const over: Said = { ...retry, jobOver: true };
    expect(middle(job, over)).toMatchObject({
      outcome: 'retry',
      counts: false,
      to: { state: 'waiting', next: 'perform', delayMs: 1_000 },
    });
    expect(middle(job, over).to).not.toHaveProperty('pending');
    expect(middle({ ...job, used: 12 }, over)).toMatchObject({ to: { state: 'dead', reason: 'exhausted' } });
    expect(middle(job, { ...over, throttled: true, afterMs: 30_000 })).toMatchObject({
      to: { next: 'perform' },
      pause: { ms: 30_000, isAsked: true },
    });
  });

  it('a broken connection keeps the command, its budget and what it waits for', () => {
    const said: Said = { kind: 'failed', error: error({ class: 'config', code: 'token_revoked' }) };
    expect(middle({}, said)).toMatchObject({
      outcome: 'failed',
      counts: false,
      to: { state: 'waiting', next: 'perform', held: true },
      needsAttention: { code: 'token_revoked' },
    });
    const polled = middle(job, said);
    expect(polled).toMatchObject({ to: { next: 'resume', pending: 'op-7', held: true } });
    expect(polled.outcome).toBeUndefined();
    expect(middle({}, { ...retry, error: error({ class: 'config' }) }).needsAttention).toBeDefined();
  });

  it('jitters by a fifth and no more', () => {
    const at = (random: number) => {
      const { to } = decide(facts({ used: 1 }), retry, random);
      return to.state === 'waiting' && to.delayMs;
    };
    expect([at(0), at(0.5), at(1)]).toEqual([3_200, 4_000, 4_800]);
  });
});
