import { describe, expect, it } from '@jest/globals';
import type { CommandStatus } from '@hookswitch/domain';
import type { Attempt, RunCommand } from '../../harness/runs.js';
import { MIXED } from '../load/mixed.js';
import { check } from './checker.js';
import type { History, SeenRequest, SentEvent, TenantRun } from './history.js';

const attempt = (number: number, outcome: string, second = number): Attempt => ({
  seq: number,
  attempt: number,
  outcome,
  startedAt: `2026-11-20T09:00:${String(second).padStart(2, '0')}.000Z`,
  finishedAt: `2026-11-20T09:01:00.000Z`,
});
const command = (id: string, connector: string, more: Partial<RunCommand> = {}): RunCommand => ({
  ...{ id, connector, status: 'succeeded', attempts: [attempt(1, 'succeeded')] },
  ...more,
});
const event = (id: string, type: string, more: Partial<SentEvent> = {}): SentEvent => ({
  ...{ tenant: 'a', id, type, subject: 'call-1', seq: 0, answer: 'acked' },
  ...more,
});
const run = (
  of: string,
  name: string,
  steps: readonly (readonly [string, RunCommand])[],
  status = 'succeeded',
): TenantRun => ({
  ...{ tenant: 'a', id: `run of ${of} ${name}`, status },
  workflow: { id: name, name, version: 1 },
  event: { id: of, source: '/e2e', type: 'call.started', subject: 'call-1' },
  steps: steps.map(([id, of]) => ({ id, kind: 'action', status: 'sent', command: of })),
});
const request = (id: string, more: Partial<SeenRequest> = {}): SeenRequest => ({
  ...{ seq: 1, tenant: 'a', provider: 'crm', command: id, succeeded: true },
  ...more,
});
const rules = (history: Partial<History>) =>
  check({ events: [], runs: [], requests: [], results: [], ...history }, MIXED).map(({ rule }) => rule);

/** One event, as it should be, with a place for what is not. */
const one = (of: Partial<RunCommand> = {}, status?: string, requests = [request('c1')]): Partial<History> => ({
  events: [event('e1', 'call.started')],
  runs: [run('e1', 'note', [['note', command('c1', 'http', of)]], status)],
  requests,
});
const text = (of: Partial<RunCommand>): Partial<History> => ({
  events: [event('e1', 'call.hand_raised')],
  runs: [run('e1', 'text', [['text', command('c1', 'sms', of)]], 'dead')],
  requests: [request('c1', { provider: 'cloudtalk' })],
});

describe('the checker', () => {
  it('is content with what was done once, and with every event of a call that asks for more', () => {
    expect(rules(one())).toEqual([]);
    const both = [
      run('e1', 'note', [['note', command('c1', 'http')]]),
      run('e1', 'crm-then-slack', [
        ['crm', command('c2', 'http')],
        ['tell', command('c3', 'slack')],
      ]),
    ];
    expect(
      rules({ events: [event('e1', 'call.ended')], runs: both, requests: ['c1', 'c2', 'c3'].map((id) => request(id)) }),
    ).toEqual([]);
  });

  it('misses a run of an acknowledged event, and no run of one without an answer', () => {
    expect(rules({ events: [event('e1', 'call.started')] })).toEqual(['lost']);
    expect(rules({ events: [event('e1', 'call.started', { answer: 'unknown' })] })).toEqual([]);
    const half = [run('e1', 'note', [['note', command('c1', 'http')]])];
    expect(
      rules({ events: [event('e1', 'call.ended', { answer: 'unknown' })], runs: half, requests: [request('c1')] }),
    ).toEqual(['partial']);
  });

  it('does not take a refusal of a good event', () => {
    expect(rules({ events: [event('e1', 'call.started', { answer: 'refused' })] })).toEqual(['refused']);
  });

  it.each([
    ['still waits', { status: 'waiting', attempts: [] }, 'running', ['open', 'unfinished']],
    ['was given up', { status: 'dead', reason: 'exhausted' }, 'dead', ['unfinished']],
    [
      'is unknown, though it could have been repeated',
      { status: 'dead', reason: 'unknown', attempts: [attempt(1, 'unknown')] },
      'dead',
      ['unfinished'],
    ],
  ] as const)('notices a command that %s', (_how, of, status, expected) => {
    expect(rules(one(of, status))).toEqual(expected);
  });

  it('notices an action that was never planned', () => {
    expect(rules({ events: [event('e1', 'call.started')], runs: [run('e1', 'note', [])] })).toEqual(['unfinished']);
  });

  it('lets a text message stay unknown, but only with the attempt that tells why', () => {
    expect(rules(text({ status: 'dead', reason: 'unknown', attempts: [attempt(1, 'unknown')] }))).toEqual([]);
    expect(rules(text({ status: 'dead', reason: 'unknown', attempts: [attempt(1, 'failed')] }))).toEqual([
      'unfinished',
    ]);
  });

  it('allows a repeated request for each attempt that failed or is unknown, and no more', () => {
    const twice = [request('c1'), request('c1', { seq: 2 })];
    expect(rules(one({ attempts: [attempt(1, 'unknown'), attempt(2, 'succeeded')] }, 'succeeded', twice))).toEqual([]);
    expect(rules(one({ attempts: [attempt(1, 'retry'), attempt(2, 'succeeded')] }, 'succeeded', twice))).toEqual([]);
    expect(rules(one({}, 'succeeded', twice))).toEqual(['unexplained repeat']);
  });

  it('notices a success that nobody saw, and a request that nobody planned', () => {
    expect(rules(one({}, 'succeeded', []))).toEqual(['hollow success']);
    expect(rules(one({}, 'succeeded', [request('c1', { succeeded: false })]))).toEqual(['hollow success']);
    expect(rules(one({}, 'succeeded', [request('c1'), request('c9')]))).toEqual(['phantom request']);
  });

  it('notices a run of an event that was never sent, or of a workflow that does not listen for it', () => {
    const strange = [
      run('e1', 'note', [['note', command('c1', 'http')]]),
      run('e9', 'note', [['note', command('c2', 'http')]]),
    ];
    const requests = [request('c1'), request('c2')];
    expect(rules({ events: [event('e1', 'call.started')], runs: strange, requests })).toEqual(['phantom run']);
    const wrong = [
      run('e1', 'note', [['note', command('c1', 'http')]]),
      run('e1', 'text', [['text', command('c2', 'sms')]]),
    ];
    expect(rules({ events: [event('e1', 'call.started')], runs: wrong, requests })).toEqual(['phantom run']);
  });

  it("notices another tenant's credentials", () => {
    expect(rules(one({}, 'succeeded', [request('c1', { tenant: 'b' })]))).toEqual(['foreign request']);
    const { tenant: _tenant, ...anonymous } = request('c1');
    expect(rules(one({}, 'succeeded', [anonymous]))).toEqual([]);
  });

  it('notices first attempts of a call that overtook each other, whatever their repetitions did', () => {
    const events = [event('e1', 'call.started'), event('e2', 'call.started', { seq: 1 })];
    const runs = (first: readonly Attempt[], second: readonly Attempt[]) => [
      run('e1', 'note', [['note', command('c1', 'http', { attempts: first })]]),
      run('e2', 'note', [['note', command('c2', 'http', { attempts: second })]]),
    ];
    const requests = [request('c1'), request('c2')];
    const [early, late] = [[attempt(1, 'succeeded', 5)], [attempt(1, 'succeeded', 9)]];
    expect(rules({ events, runs: runs(early, late), requests })).toEqual([]);
    expect(rules({ events, runs: runs(late, early), requests })).toEqual(['order']);
    const retried = [attempt(1, 'retry', 5), attempt(2, 'succeeded', 20)];
    expect(rules({ events, runs: runs(retried, late), requests })).toEqual([]);
    const unanswered = [event('e1', 'call.started', { answer: 'unknown' }), event('e2', 'call.started', { seq: 1 })];
    expect(rules({ events: unanswered, runs: runs(late, early), requests })).toEqual([]);
    const others = [event('e1', 'call.started'), event('e2', 'call.started', { seq: 1, subject: 'call-2' })];
    expect(rules({ events: others, runs: runs(late, early), requests })).toEqual([]);
  });

  it('notices an end that became another without a redrive', () => {
    const results = (...states: readonly (readonly [seq: number, status?: CommandStatus, redrives?: number])[]) => ({
      results: states.map(([seq, status, redrives = 0]) => ({
        command: 'c1',
        seq,
        redrives,
        ...(status && { status }),
      })),
    });
    expect(rules(results([1, 'waiting'], [2, 'dead'], [2, 'dead'], [3]))).toEqual([]);
    expect(rules(results([1, 'dead'], [2, 'waiting', 1], [3, 'succeeded', 1]))).toEqual([]);
    expect(rules(results([3, 'succeeded'], [2, 'dead']))).toEqual(['changed end']);
    expect(rules(results([1, 'succeeded'], [2, 'waiting']))).toEqual(['changed end']);
  });

  it('expects the event that a transcript brings about', () => {
    const heard = run('e1', 'transcribe', [['hear', command('c1', 'stt')]]);
    const history = { events: [event('e1', 'recording.uploaded')], runs: [heard], requests: [request('c1')] };
    expect(rules(history)).toEqual(['lost']);
    const filed = run('c1~0', 'file-transcript', [['file', command('c2', 'http')]]);
    expect(rules({ ...history, runs: [heard, filed], requests: [request('c1'), request('c2')] })).toEqual([]);
  });
});
