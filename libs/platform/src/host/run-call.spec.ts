import { expect, it } from '@jest/globals';
import { succeeded, type ActionOutcome, type Connector } from '@hookswitch/connector-sdk';
import { ok, type Command, type CommandError, type Json } from '@hookswitch/domain';
import type { StartedCommand } from '@hookswitch/persistence';
import type { Logger } from '../logging/logger.js';
import type { CallPreparer } from './prepare-call.js';
import { Redactor } from './redact.js';
import { Caller } from './run-call.js';

const errors: string[] = [];
const log = { error: (message: string) => errors.push(message), child: () => log } as unknown as Logger;
const command = {
  id: 'c',
  tenant: 'acme',
  workflow: { id: 'w' },
  event: { id: 'e' },
  timeoutMs: 1_000,
} as unknown as Command;
const started = { command, next: 'perform', attempt: 1 } as StartedCommand;
const departure = { before: Promise.resolve(), left: () => undefined };

const redactor = new Redactor();
redactor.add('token', 'a-secret-token');
const caller = (prepare: CallPreparer['prepare'], said: ActionOutcome = succeeded(null)) =>
  new Caller({
    connector: { perform: () => Promise.resolve(said) } as unknown as Connector,
    preparer: { prepare } as CallPreparer,
    maxOutputBytes: 1_000,
    revision: () => 1,
    receiptUrl: () => undefined,
    log,
  });
const prepared: CallPreparer['prepare'] = () => Promise.resolve(ok({ params: {}, http: {} as never, redactor }));

it('tries again when the host breaks down before anything has left', async () => {
  const broken = caller(() => Promise.reject(new TypeError('a bug')));
  expect(await broken.call(started, departure, new AbortController().signal)).toMatchObject({
    said: { kind: 'retry', error: { code: 'host_error' } },
  });
  expect(errors).toContain('an attempt broke down');
});

it('does not know the outcome when it breaks down over the answer, and lives on', async () => {
  let deep: Json = 'x';
  for (let level = 0; level < 100_000; level += 1) deep = [deep];
  expect(await caller(prepared, succeeded(deep)).call(started, departure, new AbortController().signal)).toMatchObject({
    said: { kind: 'unknown', error: { code: 'host_error' } },
  });
});

const error: CommandError = { code: 'away', message: 'It does not answer.', class: 'retry' };
it.each<[string, ActionOutcome, string]>([
  ['a retry', { kind: 'retry', error }, 'failure'],
  ['a retry because of another host', { kind: 'retry', error, elsewhere: true }, 'nothing'],
  ['a 429', { kind: 'retry', error, throttled: true }, 'throttled'],
  ['a refusal', { kind: 'failed', error }, 'answer'],
  ['an unknown outcome', { kind: 'unknown', error }, 'failure'],
])('tells the breaker what %s says of the target', async (_what, said, signal) => {
  expect(await caller(prepared, said).call(started, departure, new AbortController().signal)).toMatchObject({ signal });
});
