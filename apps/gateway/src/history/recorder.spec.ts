import { expect, it } from '@jest/globals';
import { topicNames } from '@hookswitch/domain';
import { encodeEvent, type Batch, type BusRecord } from '@hookswitch/messaging';
import { PersistenceError, type LoggedEvent, type RunRecorder } from '@hookswitch/persistence';
import type { Logger } from '@hookswitch/platform';
import { Recorder } from './recorder.js';

const record = (id: string, offset: number): BusRecord => {
  const event = {
    tenant: 'acme',
    id,
    source: '/pbx',
    type: 'call.ended',
    subject: 's',
    time: '2026-11-20T09:16:04Z',
    data: {},
  };
  const { key, value, headers } = encodeEvent(topicNames().events, event);
  return {
    ...{ topic: topicNames().events, partition: 0, offset, timestamp: 0 },
    key: Buffer.from(key ?? ''),
    value: Buffer.from(value ?? ''),
    headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, text]) => [name, Buffer.from(text)])),
  };
};

function rig(fail: (events: readonly LoggedEvent[]) => PersistenceError | undefined) {
  const kept: string[] = [];
  const errors: string[] = [];
  const commits: number[] = [];
  const store = {
    events(events: readonly LoggedEvent[]) {
      const error = fail(events);
      if (error) return Promise.reject(error);
      kept.push(...events.map(({ event }) => event.id));
      return Promise.resolve();
    },
  } as unknown as RunRecorder;
  const log = { error: (message: string) => errors.push(message), debug: () => undefined } as unknown as Logger;
  const records = [record('a', 4), record('bad', 5), { ...record('x', 6), value: Buffer.from('{') }, record('c', 7)];
  const batch: Batch = {
    ...{ topic: topicNames().events, partition: 0, records, end: 8, isStale: () => false },
    commit: (next) => {
      commits.push(next);
      return Promise.resolve();
    },
  };
  return { recorder: new Recorder(store, log), batch, kept, errors, commits };
}
const holdsBad = (events: readonly LoggedEvent[]) => events.some(({ event }) => event.id === 'bad');

it('leaves out the one record that the database can never take, says so, and goes on', async () => {
  const { recorder, batch, kept, errors, commits } = rig((events) =>
    holdsBad(events) ? new PersistenceError('failed', 'refused') : undefined,
  );
  await recorder.events(batch);
  expect({ kept, commits }).toEqual({ kept: ['a', 'c'], commits: [8] });
  expect(errors).toEqual(['a record cannot be kept and is left out of the history']);
});

it('commits nothing while the database is away, so that everything is read again', async () => {
  const { recorder, batch, kept, commits } = rig(() => new PersistenceError('unavailable', 'gone'));
  await expect(recorder.events(batch)).rejects.toMatchObject({ code: 'unavailable' });
  expect({ kept, commits }).toEqual({ kept: [], commits: [] });
});
