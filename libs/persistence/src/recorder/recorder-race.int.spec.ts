import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import type { Pool, PoolClient } from 'pg';
import { useDatabase } from '../database.spec-helper.js';
import { createHistory, createRunRecorder } from './create-history.js';
import { nextMessage, result, RUN, startMessage } from './recorder.spec-helper.js';

const database = useDatabase('recorder');

/** Holds every commit back until two transactions want to, or until it is clear that one waits for the other. */
function committingTogether(): Pool {
  const both = Promise.withResolvers<undefined>();
  let wanting = 0;
  const connect = async () => {
    const client = await database.pool.connect();
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    const held = async (...args: unknown[]) => {
      if (args[0] !== 'COMMIT') return query(...args);
      wanting += 1;
      if (wanting === 2) both.resolve(undefined);
      await Promise.race([both.promise, sleep(300)]);
      return query(...args);
    };
    return new Proxy(client, { get: (target, name) => (name === 'query' ? held : bound(target, name)) });
  };
  return new Proxy(database.pool, { get: (target, name) => (name === 'connect' ? connect : bound(target, name)) });
}
const bound = (target: Pool | PoolClient, name: string | symbol): unknown => {
  const value: unknown = Reflect.get(target, name);
  return typeof value === 'function' ? (value.bind(target) as unknown) : value;
};

it('brings a run to its end when the ends of its two branches are written at the same time', async () => {
  const [crm, text] = [startMessage.stages[0]!, nextMessage.stages[0]!];
  const both = { ...crm, steps: [...text.steps, ...crm.steps], commands: [...text.commands, ...crm.commands] };
  const before = createRunRecorder(database.pool);
  await before.runs([{ ...startMessage, stages: [both] }], Date.parse(crm.at));
  await before.results([result('crm', 1)]);
  // Neither touches a row of the other, and each alone still sees the run open.
  const stopped = { ...text, status: 'skipped' as const, steps: [], commands: [] };
  const recorder = createRunRecorder(committingTogether());
  const runs = recorder.runs([{ ...nextMessage, stages: [stopped] }], Date.parse(text.at));
  await Promise.all([runs, recorder.results([result('text', 1)])]);
  expect(await createHistory(database.pool).run('acme', RUN)).toMatchObject({ status: 'skipped' });
});
