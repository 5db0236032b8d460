import { describe, expect, it } from '@jest/globals';
import type { Result } from '@hookswitch/domain';
import type { OutgoingRecord } from '@hookswitch/messaging';
import type { OutboxEntry } from '@hookswitch/persistence';
import type { Logger } from '../logging/logger.js';
import { publishResults, resultRecord } from './publish-results.js';
import { command } from './scripted-connector.spec-helper.js';

const topics = { results: 'results', events: 'events' };
const result = (change: Partial<Result> = {}): Result => ({
  command: command('one').id,
  seq: 1,
  redrives: 0,
  tenant: 'acme',
  workflow: command('one').workflow,
  connector: 'test',
  event: command('one').event,
  run: command('one').run,
  step: 'text',
  status: 'succeeded',
  attempt: 1,
  finishedAt: '2026-01-01T00:00:00.000Z',
  ...change,
});
const entry = (id: number, change: Partial<OutboxEntry> = {}): OutboxEntry => ({
  id,
  command: command('one'),
  result: result(),
  ...change,
});

describe('publishing results', () => {
  const run = async (entries: readonly OutboxEntry[], fail?: string) => {
    const steps: string[] = [];
    const lines: string[] = [];
    const publish = (records: readonly OutgoingRecord[]) => {
      const topic = records[0]?.topic ?? '';
      if (topic === fail) return Promise.reject(new Error('away'));
      steps.push(`${topic} ${records.length}`);
      return Promise.resolve([]);
    };
    const parts = {
      ledger: {
        unpublished: () => Promise.resolve(entries),
        published: (ids: readonly number[]) => Promise.resolve(void steps.push(`deleted ${ids.join()}`)),
      },
      bus: { publish },
      topics,
      partitions: () => [0],
      log: { error: (message: string) => lines.push(message) } as unknown as Logger,
    };
    const waitMs = await publishResults(parts).catch(() => undefined);
    return { steps, waitMs, lines };
  };

  it('deletes a result only after it and its events are durable', async () => {
    const events = [{ type: 'transcription.created', data: {} }];
    expect(await run([entry(1), entry(2, { events })])).toMatchObject({
      steps: ['results 2', 'events 1', 'deleted 1,2'],
      waitMs: 1_000,
    });
    expect((await run([entry(1)], 'results')).steps).toEqual([]);
    expect((await run([entry(1, { events })], 'events')).steps).toEqual(['results 1']);
    expect((await run([])).steps).toEqual([]);
  });

  it('the event of an end follows its result, and again as long as the row is there', async () => {
    const ended = entry(1, { command: command('one', { publishes: ['workflow.action_succeeded'] }) });
    expect((await run([ended])).steps).toEqual(['results 1', 'events 1', 'deleted 1']);
    expect((await run([ended], 'events')).steps).toEqual(['results 1']);
    expect((await run([ended], 'results')).steps).toEqual([]);
  });

  it('looks again at once when there may be more', async () => {
    const full = Array.from({ length: 200 }, (_, index) => entry(index));
    expect((await run(full)).waitMs).toBe(0);
  });

  it('an event that is too large does not hold up the others, and a person hears of it', async () => {
    const events = [
      { type: 'a', data: { text: 'x'.repeat(300_000) } },
      { type: 'b', data: {} },
    ];
    const { steps, lines } = await run([entry(1, { events })]);
    expect(steps).toEqual(['results 1', 'events 1', 'deleted 1']);
    expect(lines).toHaveLength(1);
  });

  it('an output gives way when it does not fit beside the continuation', () => {
    const large = result({ output: { text: 'x'.repeat(520_000), language: 'en' }, continuation: 'y'.repeat(520_000) });
    const { value } = resultRecord(topics, large);
    const written = JSON.parse(String(value)) as Result;
    expect(Buffer.byteLength(String(value))).toBeLessThanOrEqual(900 * 1024);
    expect(written.continuation).toHaveLength(520_000);
    expect(written.output).toMatchObject({ language: 'en', truncated: true });
  });
});
