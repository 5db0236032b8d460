import { expect, it } from '@jest/globals';
import { ok } from '@hookswitch/domain';
import type { Logger } from '../logging/logger.js';
import type { CallPreparer } from './prepare-call.js';
import { ScriptedConnector } from './scripted-connector.spec-helper.js';
import { testConnection } from './test-connection.js';

it('ends with the process though the connector does not', async () => {
  const connector = new ScriptedConnector();
  connector.onTest = () => new Promise(() => undefined);
  const opened = ok({ name: 'main', settings: {}, secrets: {}, allowedHosts: [] });
  const preparer = { openConnection: () => Promise.resolve(opened) } as unknown as CallPreparer;
  const log = { child: () => log } as unknown as Logger;
  const stop = new AbortController();
  const tested = testConnection(
    { connector, preparer, http: {} as never, log, onWorking: () => undefined, receiptUrl: () => undefined },
    { kind: 'test', tenant: 'acme', connection: 'main', request: 'r1', at: '2026-01-01T00:00:00.000Z' },
    stop.signal,
  );
  stop.abort();
  expect(await tested).toMatchObject({ request: 'r1', outcome: { ok: false, error: { code: 'timeout' } } });
});
