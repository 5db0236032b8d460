import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TelephonyEvent } from '@hookswitch/domain';
import { useDatabase } from '../database.spec-helper.js';
import { createHistory, createRunRecorder, type RunRecorder } from './create-history.js';
import type { History } from './history.js';
import { commandOf, nextMessage, RUN, startMessage } from './recorder.spec-helper.js';

const database = useDatabase('recorder');
let recorder: RunRecorder;
let history: History;
const NOW = Date.parse('2026-11-20T10:00:00Z');

beforeAll(() => {
  recorder = createRunRecorder(database.pool);
  history = createHistory(database.pool);
});
const TABLES = ['events', 'runs', 'stages', 'steps', 'commands', 'coverage', 'deliveries'];
beforeEach(() => database.pool.query(TABLES.map((table) => `DELETE FROM history.${table};`).join(' ')));

describe('what providers report about messages', () => {
  const reported = (status: 'delivered' | 'undelivered', at: string, change: Partial<TelephonyEvent> = {}) => {
    const data = { command: commandOf('text'), message_id: 'SM1', recipient: '+12025550142' };
    const event: TelephonyEvent = {
      id: `${commandOf('text')}~${status}`,
      tenant: 'acme',
      source: '/hookswitch/connectors/sms',
      type: `message.${status}`,
      subject: 'call-1',
      time: at,
      data: { ...data, ...(status === 'undelivered' && { error: { code: '30003', message: 'Unreachable handset' } }) },
      ...change,
    };
    return { event, partition: 1, offset: Date.parse(at), receivedAt: Date.parse(at) };
  };
  const deliveries = async () => {
    const run = await history.run('acme', RUN);
    return run?.steps.map(({ command }) => command?.deliveries);
  };

  it('stands beside the command, in order of time, whether it came before the run was recorded or after', async () => {
    await recorder.events([reported('delivered', '2026-11-21T09:00:00.000Z')]);
    for (const message of [startMessage, nextMessage]) await recorder.runs([message], NOW);
    await recorder.events([reported('undelivered', '2026-11-20T11:00:00.000Z')]);
    expect(await deliveries()).toEqual([
      undefined,
      [
        {
          status: 'undelivered',
          at: '2026-11-20T11:00:00.000Z',
          messageId: 'SM1',
          error: { code: '30003', message: 'Unreachable handset' },
        },
        { status: 'delivered', at: '2026-11-21T09:00:00.000Z', messageId: 'SM1' },
      ],
    ]);
  });

  it('counts once, and only from a connector and for the tenant of the command', async () => {
    for (const message of [startMessage, nextMessage]) await recorder.runs([message], NOW);
    const first = reported('delivered', '2026-11-21T09:00:00.000Z');
    await recorder.events([first, reported('delivered', '2026-11-21T10:00:00.000Z')]);
    await recorder.events([
      first,
      reported('undelivered', '2026-11-21T11:00:00.000Z', { source: '/pbx' }),
      reported('undelivered', '2026-11-21T11:00:00.000Z', { tenant: 'other' }),
      reported('undelivered', '2026-11-21T11:00:00.000Z', { data: { command: 'no uuid' } }),
      reported('undelivered', '2026-11-21T11:00:00.000Z', { type: 'message.sent' }),
    ]);
    expect(await deliveries()).toEqual([
      undefined,
      [{ status: 'delivered', at: '2026-11-21T09:00:00.000Z', messageId: 'SM1' }],
    ]);
  });

  it('is not kept out by what another tenant said of the command before', async () => {
    for (const message of [startMessage, nextMessage]) await recorder.runs([message], NOW);
    await recorder.events([reported('delivered', '2026-11-21T08:00:00.000Z', { tenant: 'other' })]);
    await recorder.events([reported('delivered', '2026-11-21T09:00:00.000Z')]);
    expect(await deliveries()).toEqual([
      undefined,
      [{ status: 'delivered', at: '2026-11-21T09:00:00.000Z', messageId: 'SM1' }],
    ]);
  });

  it('is kept whatever time a producer claims, and no longer for one that is to come', async () => {
    for (const message of [startMessage, nextMessage]) await recorder.runs([message], NOW);
    const times = ['2026-11-21T08:00:00+23:00', '9999-12-31T23:59:59Z'];
    const claimed = times.map((time, index) => ({
      ...reported('delivered', '2026-11-20T09:00:00.000Z', { time, tenant: `tenant-${index}`, id: `e-${index}` }),
    }));
    await recorder.events([...claimed, reported('delivered', '2026-11-20T09:00:00.000Z')]);
    expect((await deliveries())?.[1]).toMatchObject([{ status: 'delivered', at: '2026-11-20T09:00:00.000Z' }]);
    await recorder.maintain(NOW + 31 * 86_400_000);
    const { rows } = await database.pool.query('SELECT tenant FROM history.deliveries');
    expect(rows).toEqual([]);
  });

  it('goes when runs of its age do', async () => {
    await recorder.events([
      reported('delivered', '2026-10-01T09:00:00.000Z'),
      reported('undelivered', '2026-11-20T09:00:00.000Z'),
    ]);
    await recorder.maintain(NOW);
    const { rows } = await database.pool.query('SELECT status FROM history.deliveries');
    expect(rows).toEqual([{ status: 'undelivered' }]);
  });
});
