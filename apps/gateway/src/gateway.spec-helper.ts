import { join } from 'node:path';
import { topicNames, type ConnectorManifest, type Topics } from '@hookswitch/domain';
import { createPostgresBus, encodeMessage, topicSpecs, type BusRecord, type EventBus } from '@hookswitch/messaging';
import { migrate } from '@hookswitch/persistence';
import {
  createEngines,
  generateApiKey,
  generateKeyRing,
  Health,
  KeyRing,
  loadConfig,
  Metrics,
  noTracing,
  type Logger,
  type LogFields,
  type ServiceContext,
} from '@hookswitch/platform';
import { eventually, testDatabase } from '@hookswitch/testing';
import { startGateway, type RunningGateway } from './gateway-service.js';

/** The manifests that the conformance documents of the domain are written for. */
const fixtures = join(import.meta.dirname, '../../../libs/domain/src/workflow/testing/manifests.ts');
const { manifests } = (await import(fixtures)) as { readonly manifests: ReadonlyMap<string, ConnectorManifest> };

export const PREFIX = 't';
const TYPES = ['http', 'sms', 'slack', 'stt'];

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A member of an answer's body, as text. */
export const field = ({ body }: Reply, name: string): string =>
  String((body as Readonly<Record<string, unknown>>)[name]);

/** The items of a list. */
export const items = ({ body }: Reply): readonly Readonly<Record<string, unknown>>[] =>
  (body as { readonly items: readonly Readonly<Record<string, unknown>>[] }).items;

export interface CallOptions {
  readonly key?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One database, one embedded bus and the gateways that are started on them. */
export class World {
  readonly lines: { readonly level: string; readonly message: string; readonly fields: LogFields }[] = [];
  readonly fatal: unknown[] = [];
  /** Of all gateways of this world together. */
  readonly metrics = new Metrics();
  readonly topics: Topics = topicNames(PREFIX);
  /** Of the gateway that was started last. */
  health = new Health();
  private readonly gateways: RunningGateway[] = [];

  private constructor(
    readonly databaseUrl: string,
    readonly bus: EventBus,
    readonly ring: KeyRing,
    readonly admin: string,
    private readonly drop: () => Promise<void>,
  ) {}

  static async create(): Promise<World> {
    const database = await testDatabase();
    await migrate(database.url, 'control');
    await migrate(database.url, 'recorder');
    const bus = createPostgresBus({ connectionString: database.url });
    await bus.ensureTopics(topicSpecs(topicNames(PREFIX), { partitions: 3, connectorTypes: TYPES }));
    const ring = KeyRing.parse(await generateKeyRing());
    return new World(database.url, bus, ring, generateApiKey().text, () => database.drop());
  }

  /** Starts a gateway and, unless told otherwise, waits until it knows the connectors. */
  async start({ bus = this.bus, awaitManifests = true, env = {} }: StartOptions = {}): Promise<RunningGateway> {
    const gateway = await startGateway(this.context(bus, env));
    this.gateways.push(gateway);
    if (awaitManifests) {
      await this.announce();
      await eventually(
        'the manifests',
        async () => items(await this.call('GET /v1/connectors')).length === TYPES.length,
      );
    }
    return gateway;
  }

  /** As connectors do when they start. */
  async announce(change: (manifest: ConnectorManifest) => ConnectorManifest = (manifest) => manifest): Promise<void> {
    const announced = [...manifests.values()].map((manifest) =>
      change({ ...manifest, title: manifest.type, sealingKeys: this.ring.publicKeys() }),
    );
    await this.bus.publish(announced.map((one) => encodeMessage('connector', this.topics.connectors, one.type, one)));
  }

  get url(): string {
    const gateway = this.gateways.at(-1);
    if (!gateway) throw new Error('no gateway runs');
    return gateway.url;
  }

  /** `call('POST /v1/workflows', { body })`, with the admin's key unless another or none (`key: undefined`) is given. */
  async call(request: string, options: CallOptions = {}): Promise<Reply> {
    const [method = 'GET', path = '/'] = request.split(' ');
    const key = 'key' in options ? options.key : this.admin;
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(typeof options.body === 'object' && { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body !== undefined && { body: bodyOf(options.body) }),
    });
    const text = await response.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, headers: response.headers, body };
  }

  /** A tenant with an admin key of its own. */
  async tenant(id: string, scopes?: readonly string[]): Promise<string> {
    await this.call('POST /v1/tenants', { body: { id } });
    return this.key({ tenant: id, ...(scopes ? { scopes } : { role: 'admin' }) });
  }

  async key(body: Readonly<Record<string, unknown>>): Promise<string> {
    const created = await this.call('POST /v1/api-keys', { body: { name: 'test', ...body } });
    if (created.status !== 201) throw new Error(JSON.stringify(created.body));
    return field(created, 'key');
  }

  /** Everything in a topic, oldest first within each partition. */
  async records(topic: string): Promise<readonly BusRecord[]> {
    const ends = await this.bus.offsets(topic);
    const found: BusRecord[] = [];
    for (const [partition, { first, next }] of ends.entries()) {
      for await (const page of this.bus.read(topic, partition, first, next)) found.push(...page);
    }
    return found;
  }

  /** The last record of a key; undefined when there is none. */
  async last(topic: string, key: string): Promise<BusRecord | undefined> {
    return (await this.records(topic)).filter((record) => record.key?.toString() === key).at(-1);
  }

  async stop(): Promise<void> {
    for (const gateway of this.gateways.splice(0)) await gateway.close();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.bus.close();
    await this.drop();
  }

  private context(bus: EventBus, env: Readonly<Record<string, string>>): ServiceContext {
    const config = loadConfig('gateway', {
      KAFKA_BROKERS: 'nobody:9092',
      DATABASE_URL: this.databaseUrl,
      HOOKSWITCH_HOST: '127.0.0.1',
      HOOKSWITCH_HTTP_PORT: '0',
      HOOKSWITCH_GRPC_PORT: '0',
      HOOKSWITCH_TOPIC_PREFIX: PREFIX,
      HOOKSWITCH_ADMIN_KEY: this.admin,
      // No balancer is in front that would have to notice that a gateway stops.
      HOOKSWITCH_DRAIN_SECONDS: '1',
      HOOKSWITCH_TRUSTED_SEALING_KEYS: this.ring.thumbprints.join(','),
      ...env,
    });
    const write =
      (level: string) =>
      (message: string, fields: LogFields = {}) =>
        void this.lines.push({ level, message, fields });
    const log: Logger = {
      error: write('error'),
      warn: write('warn'),
      info: write('info'),
      debug: write('debug'),
      child: () => log,
    };
    return {
      ...{ name: 'gateway', config, bus, topics: this.topics, engines: createEngines(), log },
      ...{
        metrics: this.metrics,
        health: (this.health = new Health()),
        tracing: noTracing,
        fatal: (error) => void this.fatal.push(error),
      },
    };
  }
}

const bodyOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));

export interface StartOptions {
  readonly bus?: EventBus;
  readonly awaitManifests?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export const aWorkflow = (name: string, spec: Readonly<Record<string, unknown>> = {}) => ({
  apiVersion: 'hookswitch.io/v1',
  kind: 'Workflow',
  metadata: { name },
  spec: {
    enabled: true,
    trigger: { events: ['call.ended'] },
    steps: [{ id: 'crm', action: 'http', params: { endpoint: 'https://crm.example.com/calls', method: 'POST' } }],
    ...spec,
  },
});
