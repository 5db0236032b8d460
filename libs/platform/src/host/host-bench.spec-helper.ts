import { randomUUID } from 'node:crypto';
import type { Connector } from '@hookswitch/connector-sdk';
import {
  topicNames,
  type Command,
  type ConnectionRecord,
  type ControlMessage,
  type Json,
  type Result,
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
import { createLedger, createPool, migrate } from '@hookswitch/persistence';
import { eventually, kafkaBrokers, testDatabase, uniquePrefix, type TestDatabase } from '@hookswitch/testing';
import { createLogger } from '../logging/logger.js';
import { generateKeyRing } from '../sealing/generate-key-ring.js';
import { KeyRing } from '../sealing/key-ring.js';
import { sealSecret } from '../sealing/seal-secret.js';
import type { RunningService, ServiceContext } from '../service/service.js';
import { ledgerSchema, runHost } from './connector-host.js';
import { FragileLedger } from '../testing/fragile-ledger.js';
import { hostContext } from '../testing/host-context.js';
import type { HostOptions } from './host-options.js';
import { patiently } from './patiently.js';
import { TYPE, uuid } from './scripted-connector.spec-helper.js';

export type BusKind = 'postgres' | 'kafka';
type Pool = ReturnType<typeof createPool>;

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
    readonly pool: Pool,
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
    const specs = topicSpecs(topics, { partitions, connectorTypes: [TYPE] });
    await patiently('making topics', () => bus.ensureTopics(specs), silent);
    const schema = ledgerSchema(TYPE);
    await migrate(database.url, { ledger: schema });
    const pool = createPool(`${database.url}?options=${encodeURIComponent(`-c search_path=${schema}`)}`, { max: 4 });
    const bench = new HostBench(kind, database, pool, topics, prefix, bus, await generateKeyRing(), partitions);
    try {
      await bench.#collect();
      await bench.connection('main');
      return bench;
    } catch (error) {
      await bench.close();
      throw error;
    }
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

  #context(bus: EventBus, more: Readonly<Record<string, string>>): ServiceContext {
    const env = {
      DATABASE_URL: this.database.url,
      HOOKSWITCH_KEY_RING: this.ringText,
      HOOKSWITCH_TOPIC_PREFIX: this.prefix,
      HOOKSWITCH_PARTITIONS: String(this.partitions),
      HOOKSWITCH_DRAIN_SECONDS: '3',
      ...more,
    };
    return hostContext({ type: TYPE, bus, topics: this.topics, env, say: (text) => void (this.logs += text) });
  }

  async #collect(): Promise<void> {
    const follow = async (topic: string, take: (record: BusRecord) => void) =>
      this.#following.push(
        await patiently(
          'following',
          () => this.bus.follow({ topic, onRecords: (records) => records.forEach(take) }),
          silent,
        ),
      );
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

const silent = createLogger({ logLevel: 'error', logFormat: 'json' });

const busOf = (kind: BusKind, url: string): EventBus =>
  kind === 'kafka'
    ? createKafkaBus({ brokers: kafkaBrokers(), clientId: `host-spec-${randomUUID()}`, sessionTimeoutMs: 10_000 })
    : createPostgresBus({ connectionString: url });
