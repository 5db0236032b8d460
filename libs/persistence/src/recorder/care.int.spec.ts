import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { useDatabase } from '../database.spec-helper.js';
import type { Care, NewRedrive, RedrivableLetter, SendLetters } from './care.js';
import { createCare } from './create-care.js';
import { createHistory, createRunRecorder, type RunRecorder } from './create-history.js';
import type { History } from './history.js';
import type { LoggedDeadLetter } from './record-dead-letters.js';
import { commandOf, result } from './recorder.spec-helper.js';

const database = useDatabase('recorder');
let recorder: RunRecorder;
let history: History;
let care: Care;
const NOW = Date.parse('2026-11-20T10:00:00Z');
const at = new Date(NOW).toISOString();
const decided = { tenant: 'acme', by: 'key:1', at };

beforeAll(() => {
  recorder = createRunRecorder(database.pool);
  history = createHistory(database.pool);
  care = createCare(database.pool);
});
const TABLES = ['commands', 'dead_letters', 'decisions', 'redrives'];
beforeEach(() => database.pool.query(TABLES.map((table) => `DELETE FROM history.${table};`).join(' ')));

const letter = (offset: number, more: Partial<LoggedDeadLetter> = {}): LoggedDeadLetter => ({
  ...{ partition: 0, offset, tenant: 'acme', reason: 'not_json', message: 'no', stage: 'decode', service: 'rules' },
  ...{ at: new Date(NOW - 100_000 + offset).toISOString(), origin: { topic: 'events', partition: 1, offset: 9 } },
  ...{ key: Buffer.from('k'), value: Buffer.from([0xff]), headers: {} },
  ...more,
});
const letters = (count: number) => Array.from({ length: count }, (_, n) => letter(n));
const open = async () => (await history.deadLetters('acme', { state: 'open' }, { limit: 100 })).map(({ id }) => id);
const begun = async (more: Partial<NewRedrive> = {}): Promise<string> => {
  const id = randomUUID();
  await care.begin({ id, tenant: 'acme', filter: {}, perSecond: 8, by: 'key:1', startedAt: at, ...more });
  return id;
};
/** Sends everything, and remembers what. */
const sender = () => {
  const sent: RedrivableLetter[] = [];
  const send: SendLetters = (_redrive, some) => {
    sent.push(...some);
    return Promise.resolve(new Set(some));
  };
  return { sent, send, ids: () => sent.map(({ id }) => id) };
};

describe('a decision', () => {
  it('takes a letter from the open ones; what is discarded stays so', async () => {
    await recorder.deadLetters(letters(2));
    await care.decide(decided, [{ letter: '0-0', redrives: 0, what: 'discarded', reason: 'a test call' }]);
    await care.decide({ ...decided, by: 'key:2' }, [
      { letter: '0-0', redrives: 0, what: 'redriven' },
      { letter: '0-1', redrives: 0, what: 'redriven' },
    ]);
    expect(await open()).toEqual([]);
    expect(await history.deadLetter('acme', '0-0')).toMatchObject({
      ...{ state: 'discarded', decision: { by: 'key:1', reason: 'a test call', at } },
    });
    await care.decide(decided, [{ letter: '0-1', redrives: 0, what: 'discarded', reason: 'given up' }]);
    expect(await history.deadLetter('acme', '0-1')).toMatchObject({ state: 'discarded' });
  });
});

describe('a redrive of many', () => {
  it('sends the oldest first, at its rate, and is done at the end', async () => {
    await recorder.deadLetters(letters(5));
    const id = await begun({ perSecond: 8 });
    const { send, ids } = sender();
    expect(await care.work(NOW, send)).toBe(true);
    expect(ids()).toEqual(['0-0', '0-1']);
    // Two of eight a second: nothing for a quarter of a second.
    expect(await care.work(NOW + 249, send)).toBe(false);
    expect(await care.work(NOW + 250, send)).toBe(true);
    expect(await care.redrive('acme', id)).toMatchObject({ state: 'running', redriven: 4, skipped: 0 });
    expect(await care.work(NOW + 500, send)).toBe(true);
    expect(ids()).toEqual(['0-0', '0-1', '0-2', '0-3', '0-4']);
    const endedAt = new Date(NOW + 500).toISOString();
    expect(await care.redrive('acme', id)).toMatchObject({ state: 'done', redriven: 5, endedAt });
    expect(await care.work(NOW + 10_000, send)).toBe(false);
    expect(await open()).toEqual([]);
  });

  it('goes slower than one a second', async () => {
    await recorder.deadLetters(letters(3));
    await begun({ perSecond: 0.5 });
    const { send, ids } = sender();
    await care.work(NOW, send);
    expect(await care.work(NOW + 1_999, send)).toBe(false);
    await care.work(NOW + 2_000, send);
    expect(ids()).toEqual(['0-0', '0-1']);
  });

  it('takes the open ones of its tenant that match and were dead when it began, and no more than asked for', async () => {
    await recorder.deadLetters([
      ...letters(4),
      letter(4, { reason: 'hop_limit' }),
      letter(5, { tenant: 'other' }),
      letter(6, { at: new Date(NOW + 1).toISOString() }),
    ]);
    await care.decide(decided, [{ letter: '0-1', redrives: 0, what: 'discarded', reason: 'no' }]);
    await begun({ filter: { reason: 'not_json' }, most: 2, perSecond: 100 });
    const { send, ids } = sender();
    while (await care.work(NOW + 1_000, send));
    expect(ids()).toEqual(['0-0', '0-2']);
    await begun({ filter: { reason: 'not_json', to: new Date(NOW + 5).toISOString() }, perSecond: 100 });
    while (await care.work(NOW + 2_000, send));
    expect(ids()).toEqual(['0-0', '0-2', '0-3']);
  });

  it('hands over commands with their count, and messages with their bytes', async () => {
    await recorder.deadLetters([letter(0, { headers: { raw: Buffer.from([0xfe]) } })]);
    await recorder.results([result('crm', 1, { status: 'dead', reason: 'unknown', outcome: 'unknown', redrives: 3 })]);
    await begun({ perSecond: 100 });
    const { send, sent } = sender();
    await care.work(NOW, send);
    expect(sent).toMatchObject([
      { kind: 'command', id: commandOf('crm'), redrives: 3, connector: 'http' },
      { kind: 'message', key: Buffer.from('k'), value: Buffer.from([0xff]), headers: { raw: Buffer.from([0xfe]) } },
    ]);
    // Open until its connector has taken it up.
    expect(await open()).toEqual([commandOf('crm')]);
    expect(await history.deadLetter('acme', commandOf('crm'))).toMatchObject({
      decision: { what: 'redriven', by: 'key:1' },
    });
  });

  it('counts what could not be sent, leaves it open and goes on', async () => {
    await recorder.deadLetters(letters(3));
    const id = await begun({ perSecond: 100 });
    await care.work(NOW, (_redrive, some) => Promise.resolve(new Set(some.filter((one) => one.id !== '0-1'))));
    expect(await care.redrive('acme', id)).toMatchObject({ state: 'done', redriven: 2, skipped: 1 });
    expect(await open()).toEqual(['0-1']);
  });

  it('sends the same letters again when it could not finish with them', async () => {
    await recorder.deadLetters(letters(2));
    const id = await begun({ perSecond: 4 });
    const { send, ids } = sender();
    const fails: SendLetters = async (redrive, some) => {
      await send(redrive, some);
      throw new Error('killed');
    };
    await expect(care.work(NOW, fails)).rejects.toThrow('killed');
    expect(await care.redrive('acme', id)).toMatchObject({ state: 'running', redriven: 0 });
    await care.work(NOW, send);
    expect(ids()).toEqual(['0-0', '0-0']);
  });

  it('is in the hands of one gateway at a time', async () => {
    await recorder.deadLetters(letters(2));
    await begun();
    const { send } = sender();
    let other: Promise<boolean> | undefined;
    await care.work(NOW, async (redrive, some) => {
      other = care.work(NOW, send);
      expect(await other).toBe(false);
      return send(redrive, some);
    });
    expect(await other).toBe(false);
  });

  it('has no more in hand than a few megabytes', async () => {
    const value = Buffer.alloc(5 << 20);
    await recorder.deadLetters(letters(3).map((one) => ({ ...one, value })));
    await begun({ perSecond: 100 });
    const sizes: number[] = [];
    const send: SendLetters = (_redrive, some) => {
      sizes.push(some.length);
      return Promise.resolve(new Set(some));
    };
    for (let now = NOW; await care.work(now, send); now += 1_000);
    expect(sizes).toEqual([1, 1, 1]);
  });

  it('stops when told to, for its tenant alone, and is begun once', async () => {
    await recorder.deadLetters(letters(2));
    const id = await begun();
    await care.begin({ id, tenant: 'acme', filter: {}, perSecond: 1, by: 'key:2', startedAt: at });
    expect(await care.stop('other', id, at)).toBeUndefined();
    expect(await care.stop('acme', id, at)).toMatchObject({ state: 'stopped', by: 'key:1', endedAt: at });
    expect(await care.work(NOW, sender().send)).toBe(false);
    const newer = await begun({ startedAt: new Date(NOW + 1).toISOString() });
    const [first] = await care.redrives('acme', { limit: 1 });
    expect(first?.id).toBe(newer);
    const after = { at: first!.startedAt, id: newer };
    expect((await care.redrives('acme', { limit: 5, after })).map((one) => one.id)).toEqual([id]);
    expect(await care.redrives('other', { limit: 5 })).toEqual([]);
  });
});

it('goes with its retention', async () => {
  await care.decide(decided, [{ letter: '0-0', redrives: 0, what: 'discarded', reason: 'no' }]);
  const id = await begun();
  await care.stop('acme', id, at);
  await recorder.maintain(NOW + 31 * 86_400_000);
  const { rows } = await database.pool.query('SELECT FROM history.decisions');
  expect([rows.length, await care.redrive('acme', id)]).toEqual([0, undefined]);
});
