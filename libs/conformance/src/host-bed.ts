import type { Connector, HttpClient } from '@hookswitch/connector-sdk';
import type { PlainConnection } from '@hookswitch/connector-sdk/testing';
import { topicNames, type Command, type ControlMessage, type JsonObject, type Result } from '@hookswitch/domain';
import { createPostgresBus, decodeMessage, encodeMessage, topicSpecs, type EventBus } from '@hookswitch/messaging';
import { createLedger, createPool, migrate } from '@hookswitch/persistence';
import { generateKeyRing, KeyRing, ledgerSchema, sealSecret, type ServiceContext } from '@hookswitch/platform';
import { FragileLedger, hostContext, runHost, type HostSetup } from '@hookswitch/platform/testing';
import { eventually, uniquePrefix, type TestDatabase } from '@hookswitch/testing';
import { openDatabase } from './database.js';
import { TENANT, uuidOf } from './command.js';
import { impatient } from './impatient.js';

export interface BedHost {
  /** In good order. */
  close(): Promise<void>;
  /** As if the process had died: nothing more is written. Its leases are over at once. */
  kill(): Promise<void>;
}

/** The same host with one mistake. */
export type HostMistake = (setup: HostSetup) => HostSetup;

export interface HostStart {
  /** What it may call beside public hosts. */
  readonly origin: string;
  /** Instead of the guarded client. */
  readonly http?: HttpClient | undefined;
  /** Another than the bed's: that of a process that starts anew. */
  readonly connector?: Connector | undefined;
}

/** The real host with its real ledger: everything that a connector runs in but Kafka, whose port the Postgres bus keeps by the same suite. */
export class HostBed {
  readonly #results: Result[] = [];
  readonly #topics = topicNames(uniquePrefix());
  /** What hosts have logged. */
  logs = '';

  private constructor(
    private readonly connector: Connector,
    private readonly database: TestDatabase,
    private readonly bus: EventBus,
    private readonly pool: ReturnType<typeof createPool>,
    private readonly ring: string,
    private readonly mistake: HostMistake,
  ) {}

  static async open(connector: Connector, mistake: HostMistake = (setup) => setup): Promise<HostBed> {
    const database = await openDatabase();
    const schema = ledgerSchema(connector.manifest.type);
    await migrate(database.url, { ledger: schema });
    const bus = createPostgresBus({ connectionString: database.url });
    const pool = createPool(`${database.url}?options=${encodeURIComponent(`-c search_path=${schema}`)}`, { max: 2 });
    const bed = new HostBed(connector, database, bus, pool, await generateKeyRing(), mistake);
    await bed.#collect();
    return bed;
  }

  async start({ origin, http, connector = this.connector }: HostStart): Promise<BedHost> {
    const pool = createPool(this.database.url, { max: 4 });
    const schema = ledgerSchema(this.#type);
    const setup = this.mistake({
      connector: impatient(connector),
      context: this.#context(origin),
      options: { sweepMs: 100, ...(http && { http }) },
      ledger: createLedger(pool, { schema }),
      release: () => pool.end(),
    });
    const fragile = new FragileLedger(setup.ledger);
    const host = await runHost({ ...setup, ledger: fragile.ledger });
    const kill = async () => {
      fragile.isCut = true;
      await host.close();
      await this.pool.query("UPDATE commands SET lease_until = now() - interval '1 s' WHERE state = 'running'");
    };
    return { close: () => host.close(), kill };
  }

  async connect(name: string, { settings, secrets }: PlainConnection): Promise<void> {
    const [key = {}] = KeyRing.parse(this.ring).publicKeys();
    const seal = async ([secret, value]: readonly [string, string]) =>
      [secret, await sealSecret(key, { tenant: TENANT, type: this.#type, name: `${name}/${secret}` }, value)] as const;
    const sealed = Object.fromEntries(await Promise.all(Object.entries(secrets).map(seal)));
    const record = {
      kind: 'connection',
      tenant: TENANT,
      id: uuidOf(name),
      name,
      connector: this.#type,
      revision: 1,
      settings,
      allowedHosts: ['127.0.0.1'],
      sealed,
    } as const;
    await this.bus.publish([
      encodeMessage('connection', this.#topics.connections, `${TENANT}|connection|${name}`, record),
    ]);
  }

  async send(...commands: readonly Command[]): Promise<void> {
    const topic = this.#topics.commands(this.#type);
    await this.bus.publish(commands.map((each) => encodeMessage('command', topic, TENANT, each)));
  }

  async control(message: ControlMessage): Promise<void> {
    const topic = this.#topics.control(this.#type);
    await this.bus.publish([encodeMessage('control', topic, `${TENANT}|x`, message)]);
  }

  /** One per attempt and end, in order. */
  resultsOf(name: string): readonly Result[] {
    const bySeq = new Map(this.#results.filter(({ event }) => event.id === name).map((each) => [each.seq, each]));
    return [...bySeq.values()];
  }

  end(name: string, timeoutMs = 20_000): Promise<Result> {
    const isEnd = ({ status = 'waiting' }: Result) => status !== 'waiting' && status !== 'pending';
    return eventually(`the end of ${name}`, () => this.resultsOf(name).find(isEnd), { timeoutMs });
  }

  async row(name: string): Promise<JsonObject | undefined> {
    const { rows } = await this.pool.query<JsonObject>('SELECT * FROM commands WHERE id = $1', [uuidOf(name)]);
    return rows[0];
  }

  /** All that the ledger holds. */
  async ledgerText(): Promise<string> {
    const { rows } = await this.pool.query('SELECT commands::text FROM commands');
    return JSON.stringify(rows);
  }

  resultsText(): string {
    return JSON.stringify(this.#results);
  }

  async close(): Promise<void> {
    await this.bus.close();
    await this.pool.end();
    await this.database.drop();
  }

  get #type(): string {
    return this.connector.manifest.type;
  }

  #context(origin: string): ServiceContext {
    const env = {
      DATABASE_URL: this.database.url,
      HOOKSWITCH_KEY_RING: this.ring,
      HOOKSWITCH_PARTITIONS: '1',
      HOOKSWITCH_DRAIN_SECONDS: '1',
      HOOKSWITCH_EGRESS_TEST_ORIGINS: origin,
    };
    const say = (text: string) => void (this.logs += text);
    return hostContext({ type: this.#type, bus: this.bus, topics: this.#topics, env, say });
  }

  async #collect(): Promise<void> {
    const specs = topicSpecs(this.#topics, { partitions: 1, connectorTypes: [this.#type] });
    await this.bus.ensureTopics(specs);
    await this.bus.follow({
      topic: this.#topics.results,
      onRecords: (records) =>
        records.forEach((record) => {
          const decoded = decodeMessage('result', record);
          if (decoded.ok) this.#results.push(decoded.value);
        }),
    });
  }
}
