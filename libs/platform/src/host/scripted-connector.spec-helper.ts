import { createHash } from 'node:crypto';
import type { ActionOutcome, Call, Connector, ReceiptCall, ReceiptOutcome, TestCall } from '@hookswitch/connector-sdk';
import type { Command, ConnectorManifest, Json, TestOutcome } from '@hookswitch/domain';

export const TYPE = 'test';
type Act = (call: Call, state?: Json) => Promise<ActionOutcome | undefined> | ActionOutcome | undefined;

export const manifest: ConnectorManifest = {
  type: TYPE,
  version: '1.0.0',
  title: 'Test',
  description: 'Does what a spec tells it.',
  parameters: {
    type: 'object',
    properties: { text: { type: 'string' }, token: { type: 'string' }, url: { type: 'string' } },
    required: ['text'],
    additionalProperties: false,
  },
  output: { type: 'object' },
  landings: { text: 'text', token: 'text' },
  secretParams: ['token'],
  secretsAllowedIn: ['token'],
  partitionKey: [{ from: 'connection' }],
  idempotency: 'none',
  delivery: 'at_least_once',
  timeoutMs: 30_000,
  egressHosts: [],
  connection: {
    settings: { type: 'object' },
    secrets: [{ name: 'token', title: 'Token', required: true, unless: { setting: 'auth', values: ['none'] } }],
  },
};

/** A connector whose calls are noted and answered as scripted by the command's event id; what is not scripted succeeds. */
export class ScriptedConnector implements Connector {
  readonly manifest: ConnectorManifest;
  readonly calls: { readonly what: string; readonly name: string; readonly attempt: number; readonly call: Call }[] =
    [];
  readonly acts = new Map<string, Act[]>();
  onTest: (call: TestCall) => Promise<TestOutcome> | TestOutcome = () => ({ ok: true, message: 'fine' });

  constructor(change: Partial<ConnectorManifest> = {}) {
    this.manifest = { ...manifest, ...change };
  }

  /** Answers of the following calls for this event, in order; the last one repeats. */
  script(name: string, ...acts: (Act | ActionOutcome)[]): void {
    this.acts.set(
      name,
      acts.map((act) => (typeof act === 'function' ? act : () => act)),
    );
  }

  perform(call: Call): Promise<ActionOutcome> {
    return this.act('perform', call) as Promise<ActionOutcome>;
  }
  resume(call: Call, state: Json): Promise<ActionOutcome> {
    return this.act('resume', call, state) as Promise<ActionOutcome>;
  }
  test(call: TestCall): Promise<TestOutcome> {
    return Promise.resolve(this.onTest(call));
  }

  onReceipt: (call: ReceiptCall) => ReceiptOutcome = () => ({ kind: 'ignored', reason: 'unscripted' });
  receipt(call: ReceiptCall): ReceiptOutcome {
    return this.onReceipt(call);
  }

  of(name: string): readonly string[] {
    return this.calls.filter((call) => call.name === name).map(({ what, attempt }) => `${what} ${attempt}`);
  }

  protected async act(what: string, call: Call, state?: Json): Promise<ActionOutcome | undefined> {
    const name = call.command.event.id;
    this.calls.push({ what, name, attempt: call.attempt, call });
    const acts = this.acts.get(name) ?? [];
    const act = acts.length > 1 ? acts.shift() : acts[0];
    return act ? await act(call, state) : { kind: 'succeeded', output: { done: name } };
  }
}

export class ReconcilingConnector extends ScriptedConnector implements Connector {
  reconcile(call: Call, state: Json | undefined): Promise<ActionOutcome | undefined> {
    return this.act('reconcile', call, state);
  }
}

export const retry = (change: object = {}): ActionOutcome => ({
  kind: 'retry',
  error: { code: 'http_503', message: 'busy', class: 'retry' },
  ...change,
});
export const failed = (change: object = {}): ActionOutcome => ({
  kind: 'failed',
  error: { code: 'http_400', message: 'no', class: 'permanent', ...change },
});
export const unknown: ActionOutcome = { kind: 'unknown', error: { code: 'reset', message: 'reset', class: 'unknown' } };
/** An act that waits until the spec lets it go on. */
export function gate(then: Act | ActionOutcome = { kind: 'succeeded', output: {} }): {
  readonly act: Act;
  open(): void;
} {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const act: Act = async (call, state) => {
    await promise;
    return typeof then === 'function' ? then(call, state) : then;
  };
  return { act, open: () => resolve(undefined) };
}

export const uuid = (name: string): string =>
  createHash('md5')
    .update(name)
    .digest('hex')
    .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');

export function command(name: string, change: Partial<Command> = {}): Command {
  const at = new Date().toISOString();
  return {
    id: uuid(name),
    tenant: 'acme',
    workflow: { id: uuid('workflow'), name: 'text-back', version: 1 },
    run: uuid(`run of ${name}`),
    step: 'text',
    connector: TYPE,
    connection: 'main',
    params: { text: 'hello' },
    event: { id: name, type: 'call.ended', source: '/pbx', subject: name, time: at },
    lane: name,
    delivery: 'at_least_once',
    retry: { maxAttempts: 3, initialInterval: 20, factor: 2, maxInterval: 1_000, maxElapsed: 3_600_000 },
    timeoutMs: 30_000,
    issuedAt: at,
    continuation: `sealed ${name}`,
    ...change,
  };
}
