import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connector } from '@hookswitch/connector-sdk';
import type { CommandError, ControlMessage, StatusRecord, TestOutcome } from '@hookswitch/domain';
import type { Logger } from '../logging/logger.js';
import { boundClient, type HostBinding } from './bound-client.js';
import { connectionRef } from './connection-book.js';
import type { CallPreparer, PreparerParts } from './prepare-call.js';
import { Redactor } from './redact.js';

export type TestRequest = Extract<ControlMessage, { kind: 'test' }>;

type Opening = ReturnType<CallPreparer['openConnection']>;

export interface TesterParts extends Pick<PreparerParts, 'http'> {
  readonly connector: Connector;
  readonly preparer: CallPreparer;
  readonly log: Logger;
  /** For all messages of the connection that is tested. */
  readonly receiptUrl: (provider: string) => string | undefined;
  /** It works after all. */
  readonly onWorking: (ref: string) => void;
}

const TEST_MS = 20_000;
/** How long a connector may take to notice that its time is up. */
const GRACE_MS = 500;
/** A person who has just saved a connection tries it before its record has come. */
const LOOK_AGAIN_MS = [50, 100, 200, 400, 800, 800];

/** Tries a connection for a person who waits; the answer never holds a secret. Never rejects. */
export async function testConnection(
  parts: TesterParts,
  request: TestRequest,
  stop: AbortSignal,
): Promise<StatusRecord> {
  const { tenant, connection } = request;
  const redactor = new Redactor();
  const outcome = clean(await attempt(parts, request, redactor, stop), redactor);
  if (outcome.ok) parts.onWorking(connectionRef(tenant, connection));
  const { type } = parts.connector.manifest;
  return { kind: 'test', tenant, connector: type, request: request.request, outcome, at: new Date().toISOString() };
}

async function attempt(
  parts: TesterParts,
  { tenant, connection }: TestRequest,
  redactor: Redactor,
  stop: AbortSignal,
): Promise<TestOutcome> {
  if (!parts.connector.test) return failed('test_unsupported', 'This connector cannot test a connection.');
  const bindings: HostBinding[] = [];
  const opened = await openSoon(() => parts.preparer.openConnection(tenant, connection, redactor, bindings), stop);
  if (!opened.ok) return { ok: false, error: opened.error.error };
  if (opened.value === undefined) return failed('connection_missing', 'No connection was named.');
  const log = parts.log.child({ tenant, connection });
  const signal = AbortSignal.any([AbortSignal.timeout(TEST_MS), stop]);
  try {
    const test = parts.connector.test({
      connection: opened.value,
      receiptUrl: parts.receiptUrl,
      http: boundClient(parts.http, bindings),
      signal,
      log: {
        info: (message) => log.info(redactor.text(message)),
        warn: (message) => log.warn(redactor.text(message)),
      },
    });
    return await Promise.race([test, overdue(signal)]);
  } catch (error) {
    const message = redactor.text(error instanceof Error ? error.message : String(error));
    parts.log.error('the connector threw while it tested a connection', {
      tenant,
      connection,
      code: 'connector_error',
    });
    return failed('connector_error', message);
  }
}

/** For a connector that does not mind the signal: the person waits, and so does the end of the process. */
async function overdue(signal: AbortSignal): Promise<TestOutcome> {
  if (!signal.aborted) await once(signal, 'abort');
  await sleep(GRACE_MS, undefined, { ref: false });
  return failed('timeout', 'The test of the connection did not end in time.');
}

async function openSoon(open: () => Opening, stop: AbortSignal): Opening {
  for (let attempt = 0; ; attempt++) {
    const opened = await open();
    const wait = LOOK_AGAIN_MS[attempt];
    if (opened.ok || opened.error.error.code !== 'connection_missing' || wait === undefined || stop.aborted)
      return opened;
    await sleep(wait);
  }
}

const clean = (outcome: TestOutcome, redactor: Redactor): TestOutcome =>
  outcome.ok
    ? { ok: true, message: redactor.text(outcome.message) }
    : { ok: false, error: redactor.error(outcome.error) };

const failed = (code: string, message: string): { readonly ok: false; readonly error: CommandError } => ({
  ok: false,
  error: { code, message, class: 'permanent' },
});
