import { PassThrough } from 'node:stream';
import {
  SNAPSHOT_KEY,
  topicNames,
  type TelephonyEvent,
  type TenantRecord,
  type WorkflowRecord,
} from '@hookswitch/domain';
import {
  createKafkaBus,
  createPostgresBus,
  encodeEvent,
  encodeMessage,
  topicSpecs,
  type BusRecord,
  type EventBus,
  type MessageKind,
  type MessageOf,
} from '@hookswitch/messaging';
import {
  createEngines,
  createLogger,
  Health,
  loadConfig,
  Metrics,
  noTracing,
  type RunningService,
} from '@hookswitch/platform';
import { eventually, kafkaBrokers, testDatabase, uniquePrefix } from '@hookswitch/testing';
import { rulesService } from '../rules-service.js';
import { read } from './bench.spec-helper.js';
import { hookedBus, type BeforePublish } from './hooked-bus.spec-helper.js';

export type BusKind = 'kafka' | 'postgres';
const PARTITIONS = 2;
const KEY = Buffer.alloc(32, 7).toString('base64url');

export interface Replica {
  readonly health: Health;
  stop(): Promise<void>;
}

/** An installation of its own on a real bus: the spec is gateway, producers and connectors, and starts as many rules as it likes. */
export class Rig {
  readonly prefix = uniquePrefix();
  readonly topics = topicNames(this.prefix);
  readonly #ends: (() => Promise<void>)[] = [];
  readonly #replicas = new Set<Replica>();

  private constructor(
    private readonly newBus: () => EventBus,
    readonly bus: EventBus,
    private readonly shared: boolean,
  ) {}

  static async start(kind: BusKind): Promise<Rig> {
    const database = kind === 'postgres' ? await testDatabase() : undefined;
    const newBus = () =>
      database
        ? createPostgresBus({ connectionString: database.url })
        : createKafkaBus({ brokers: kafkaBrokers(), clientId: 'rules-spec' });
    const rig = new Rig(newBus, newBus(), database !== undefined);
    rig.#ends.push(async () => {
      await rig.bus.close();
      await database?.drop();
    });
    const connectorTypes = ['http', 'slack'];
    const specs = topicSpecs(rig.topics, { partitions: PARTITIONS, connectorTypes });
    await rig.bus.ensureTopics(specs);
    // A partition that was just made may have no leader yet.
    await eventually('every partition to have a leader', () =>
      Promise.all(specs.map(({ name }) => rig.bus.offsets(name))).then(
        () => true,
        () => false,
      ),
    );
    return rig;
  }

  async end(): Promise<void> {
    for (const replica of this.#replicas) await replica.stop();
    for (const end of this.#ends.reverse()) await end();
  }

  /** A process of rules. Over Postgres there is one bus for all, as in standalone. */
  async rules(before: BeforePublish = () => undefined): Promise<Replica> {
    const bus = this.shared ? this.bus : this.newBus();
    const config = loadConfig('rules', {
      KAFKA_BROKERS: '127.0.0.1:1',
      HOOKSWITCH_TOPIC_PREFIX: this.prefix,
      HOOKSWITCH_PARTITIONS: String(PARTITIONS),
      HOOKSWITCH_RULES_KEYS: KEY,
      HOOKSWITCH_LOG_LEVEL: 'error',
    });
    const health = new Health();
    const running: RunningService = await rulesService.start({
      name: 'rules',
      config,
      bus: hookedBus(bus, before),
      topics: this.topics,
      engines: createEngines(),
      log: createLogger(config, new PassThrough().resume()),
      metrics: new Metrics(),
      health,
      tracing: noTracing,
      fatal: (error) => {
        throw error;
      },
    });
    const replica: Replica = {
      health,
      stop: async () => {
        if (!this.#replicas.delete(replica)) return;
        await running.close();
        if (!this.shared) await bus.close();
      },
    };
    this.#replicas.add(replica);
    return replica;
  }

  async save(...records: readonly (WorkflowRecord | TenantRecord)[]): Promise<void> {
    await this.bus.publish(
      records.map((record) =>
        'spec' in record
          ? encodeMessage('workflow', this.topics.workflows, `${record.tenant}|${record.id}`, record)
          : encodeMessage('tenant', this.topics.tenants, record.tenant, record),
      ),
    );
  }

  /** What the gateway does after a full republish. */
  async snapshot(): Promise<void> {
    for (const topic of [this.topics.tenants, this.topics.workflows])
      for (const partition of (await this.bus.offsets(topic)).keys())
        await this.bus.publish([
          encodeMessage(
            'snapshot',
            topic,
            SNAPSHOT_KEY,
            { kind: 'snapshot', at: new Date().toISOString() },
            { partition },
          ),
        ]);
  }

  async send(...events: readonly TelephonyEvent[]) {
    return this.bus.publish(events.map((event) => encodeEvent(this.topics.events, event)));
  }

  /** Everything that a topic holds. */
  async all(topic: string): Promise<readonly BusRecord[]> {
    const records: BusRecord[] = [];
    for (const [partition, { first, next }] of (await this.bus.offsets(topic)).entries())
      for await (const page of this.bus.read(topic, partition, first, next)) records.push(...page);
    return records;
  }

  async messages<K extends MessageKind>(kind: K, topic: string): Promise<readonly MessageOf<K>[]> {
    return (await this.all(topic)).map((record) => read(kind, record));
  }

  /** Commands of a connector, once there are that many. */
  async commands(type: string, count: number) {
    return eventually(`${count} commands for ${type}`, async () => {
      const found = await this.messages('command', this.topics.commands(type));
      return found.length >= count && found;
    });
  }

  /** Once everything that was sent so far is committed. */
  async settled(source: 'events' | 'results' = 'events'): Promise<void> {
    await eventually(`all ${source} to be committed`, async () => {
      const committed = await this.bus.committed(`${this.prefix}.rules`, this.topics[source]);
      const ends = await this.bus.offsets(this.topics[source]);
      return ends.every(({ next }, partition) => next === 0 || committed.get(partition)?.offset === next);
    });
  }
}
