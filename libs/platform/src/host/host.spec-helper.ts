import { createHash, randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import type { ActionOutcome, Call, Connector, TestCall } from '@hookswitch/connector-sdk';
import {
  topicNames,
  type Command,
  type ConnectionRecord,
  type ConnectorManifest,
  type ControlMessage,
  type Json,
  type Result,
  type TestOutcome,
  type Topics,
} from '@hookswitch/domain';
import {
  createKafkaBus,
  createPostgresBus,
  decodeMessage,
  encodeMessage,
  topicSpecs,
  type BusRecord,
  type Consumption,
  type EventBus,
} from '@hookswitch/messaging';
import { createLedger, createPool, migrate, PersistenceError, type Ledger } from '@hookswitch/persistence';
import { eventually, kafkaBrokers, testDatabase, uniquePrefix, type TestDatabase } from '@hookswitch/testing';
import type pg from 'pg';
import { loadConfig } from '../config/config.js';
import { createEngines } from '../engines/create-engines.js';
import { Health } from '../health/health.js';
import { createLogger } from '../logging/logger.js';
import { Metrics } from '../metrics/metrics.js';
import { generateKeyRing } from '../sealing/generate-key-ring.js';
import { KeyRing } from '../sealing/key-ring.js';
import { sealSecret } from '../sealing/seal-secret.js';
import type { RunningService, ServiceContext } from '../service/service.js';
import { noTracing } from '../tracing/tracing.js';
import { ledgerSchema, runHost } from './connector-host.js';
import type { HostOptions } from './host-options.js';

export const TYPE = 'test';
export type BusKind = 'postgres' | 'kafka';
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
  connection: { settings: { type: 'object' }, secrets: [{ name: 'token', title: 'Token', required: true }] },
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

/** A ledger that can be cut off, as when its process dies or Postgres is away. */
export class FragileLedger {
  isCut = false;
  readonly ledger: Ledger;
  constructor(ledger: Ledger) {
    this.ledger = new Proxy(ledger, {
      get: (target, name, receiver) => {
        const method = Reflect.get(target, name, receiver) as (...args: unknown[]) => unknown;
        return (...args: unknown[]) =>
          this.isCut ? Promise.reject(new PersistenceError('unavailable', 'cut off')) : method(...args);
      },
    });
  }
}

export interface BenchHost extends RunningService {
  readonly context: ServiceContext;
  readonly fragile: FragileLedger;
  /** As if the process had died: nothing more is written, and the group loses it. */
  kill(): Promise<void>;
}

/** Bus, database and collected messages of one spec. */
export class HostBench {
  readonly results: Result[] = [];
  readonly events: BusRecord[] = [];
  readonly deadLetters: BusRecord[] = [];
  readonly status = new Map<string, Json | undefined>();
  logs = '';
  readonly #hosts = new Set<RunningService>();
  readonly #buses: EventBus[] = [];
  readonly #following: Consumption[] = [];

  private constructor(
    readonly kind: BusKind,
    readonly database: TestDatabase,
    readonly pool: pg.Pool,
    readonly topics: Topics,
    readonly prefix: string,
    readonly bus: EventBus,
    readonly ringText: string,
    private readonly partitions: number,
  ) {
    this.#buses.push(bus);
  }

  static async open(kind: BusKind, { partitions = 2 } = {}): Promise<HostBench> {
    const database = await testDatabase();
    const prefix = uniquePrefix();
    const topics = topicNames(prefix);
    const bus = busOf(kind, database.url);
    await bus.ensureTopics(topicSpecs(topics, { partitions, connectorTypes: [TYPE] }));
    const schema = ledgerSchema(TYPE);
    await migrate(database.url, { ledger: schema });
    const pool = createPool(`${database.url}?options=${encodeURIComponent(`-c search_path=${schema}`)}`, { max: 4 });
    const bench = new HostBench(kind, database, pool, topics, prefix, bus, await generateKeyRing(), partitions);
    await bench.#collect();
    await bench.connection('main');
    return bench;
  }

  async start(
    connector: Connector,
    options: HostOptions = {},
    env: Readonly<Record<string, string>> = {},
  ): Promise<BenchHost> {
    const bus = this.kind === 'kafka' ? busOf('kafka', this.database.url) : this.bus;
    if (bus !== this.bus) this.#buses.push(bus);
    const context = this.#context(bus, env);
    const pool = createPool(this.database.url, { max: 4 });
    const fragile = new FragileLedger(createLedger(pool, { schema: ledgerSchema(TYPE) }));
    const release = () => pool.end();
    const running = await runHost({
      connector,
      context,
      options: { sweepMs: 100, ...options },
      ledger: fragile.ledger,
      release,
    });
    this.#hosts.add(running);
    const close = () => {
      this.#hosts.delete(running);
      return running.close();
    };
    const kill = () => {
      fragile.isCut = true;
      return close();
    };
    return { context, fragile, close, kill };
  }

  async send(...commands: readonly Command[]): Promise<void> {
    const topic = this.topics.commands(TYPE);
    await this.bus.publish(
      commands.map((each) => encodeMessage('command', topic, `${each.tenant}|${each.connection ?? ''}`, each)),
    );
  }

  async control(...messages: readonly ControlMessage[]): Promise<void> {
    const topic = this.topics.control(TYPE);
    await this.bus.publish(messages.map((message) => encodeMessage('control', topic, `${message.tenant}|x`, message)));
  }

  /** A connection as the gateway publishes it; undefined: deleted. */
  async connection(
    name: string,
    change: Partial<Extract<ConnectionRecord, { kind: 'connection' }>> | undefined = {},
    token = 'token-of-main',
  ): Promise<void> {
    const [key] = KeyRing.parse(this.ringText).publicKeys();
    const sealed = { token: await sealSecret(key ?? {}, { tenant: 'acme', type: TYPE, name: `${name}/token` }, token) };
    const record: ConnectionRecord = {
      kind: 'connection',
      tenant: 'acme',
      id: uuid(name),
      name,
      connector: TYPE,
      revision: 1,
      settings: {},
      allowedHosts: ['api.example'],
      sealed,
      ...change,
    };
    await this.bus.publish([encodeMessage('connection', this.topics.connections, `acme|connection|${name}`, record)]);
  }

  async secret(name: string, value: string, revision = 1): Promise<void> {
    const [key] = KeyRing.parse(this.ringText).publicKeys();
    const sealed = { [TYPE]: await sealSecret(key ?? {}, { tenant: 'acme', type: TYPE, name }, value) };
    const record: ConnectionRecord = {
      kind: 'secret',
      tenant: 'acme',
      name,
      revision,
      allowedHosts: ['api.example'],
      sealed,
    };
    await this.bus.publish([encodeMessage('connection', this.topics.connections, `acme|secret|${name}`, record)]);
  }

  /** Results of an event's command as short lines, one per seq. */
  of(name: string): readonly string[] {
    const bySeq = new Map(this.results.filter(({ event }) => event.id === name).map((result) => [result.seq, result]));
    return [...bySeq.values()].map(({ status = 'late', reason, attempt, outcome }) =>
      [status, reason, attempt, outcome].filter((part) => part !== undefined).join(' '),
    );
  }

  end(name: string, timeoutMs = 20_000): Promise<Result> {
    return eventually(
      `the end of ${name}`,
      () =>
        this.results.find(
          ({ event, status }) =>
            event.id === name && status !== undefined && status !== 'waiting' && status !== 'pending',
        ),
      { timeoutMs },
    );
  }

  async row(name: string): Promise<Readonly<Record<string, unknown>>> {
    const { rows } = await this.pool.query<Record<string, unknown>>('SELECT * FROM commands WHERE id = $1', [
      uuid(name),
    ]);
    return rows[0] ?? {};
  }

  async close(): Promise<void> {
    await Promise.all([...this.#hosts].map((host) => host.close()));
    await Promise.all(this.#following.map((following) => following.stop()));
    await Promise.all(this.#buses.map((bus) => bus.close()));
    await this.pool.end();
    await this.database.drop();
  }

  #context(bus: EventBus, env: Readonly<Record<string, string>>): ServiceContext {
    const config = loadConfig(`connector-${TYPE}`, {
      DATABASE_URL: this.database.url,
      KAFKA_BROKERS: '127.0.0.1:9092',
      HOOKSWITCH_KEY_RING: this.ringText,
      HOOKSWITCH_TOPIC_PREFIX: this.prefix,
      HOOKSWITCH_PARTITIONS: String(this.partitions),
      HOOKSWITCH_DRAIN_SECONDS: '5',
      ...env,
    });
    const sink = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.logs += chunk.toString();
        done();
      },
    });
    return {
      name: `connector-${TYPE}`,
      config,
      bus,
      topics: this.topics,
      engines: createEngines(),
      log: createLogger({ logLevel: 'debug', logFormat: 'json' }, sink),
      metrics: new Metrics(),
      health: new Health(),
      tracing: noTracing,
      fatal: (error) => {
        this.logs += `FATAL ${String(error)}`;
      },
    };
  }

  async #collect(): Promise<void> {
    const follow = async (topic: string, take: (record: BusRecord) => void) =>
      this.#following.push(await this.bus.follow({ topic, onRecords: (records) => records.forEach(take) }));
    await follow(this.topics.results, (record) => {
      const decoded = decodeMessage('result', record);
      if (!decoded.ok) throw new Error(decoded.error.message);
      this.results.push(decoded.value);
    });
    await follow(this.topics.events, (record) => this.events.push(record));
    await follow(this.topics.deadletters, (record) => this.deadLetters.push(record));
    await follow(this.topics.status, (record) => {
      const value = record.value === null ? undefined : (JSON.parse(record.value.toString()) as Json);
      this.status.set(record.key?.toString() ?? '', value);
    });
  }
}

const busOf = (kind: BusKind, url: string): EventBus =>
  kind === 'kafka'
    ? createKafkaBus({ brokers: kafkaBrokers(), clientId: `host-spec-${randomUUID()}`, sessionTimeoutMs: 10_000 })
    : createPostgresBus({ connectionString: url });
