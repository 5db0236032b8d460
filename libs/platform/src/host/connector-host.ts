import type { Connector } from '@hookswitch/connector-sdk';
import {
  encodeMessage,
  topicSpecs,
  type Assignment,
  type Batch,
  type ConsumeOptions,
  type Consumption,
} from '@hookswitch/messaging';
import { createLedger, createPool, migrate, type Ledger } from '@hookswitch/persistence';
import { meterPool } from '../metrics/meter-pool.js';
import type { RunningService, Service, ServiceContext } from '../service/service.js';
import { takeControl } from './control-messages.js';
import { followConnections, followStatus, type FollowerParts } from './followers.js';
import { completeOptions, type HostOptions } from './host-options.js';
import { HostParts } from './host-parts.js';
import { Loop } from './loop.js';
import { patiently } from './patiently.js';
import { publishResults } from './publish-results.js';
import { checkSealedKeys } from './sealed-keys.js';
import { testConnection, type TestRequest } from './test-connection.js';

/** Ledger schema of a connector type. */
export const ledgerSchema = (type: string): string => `connector_${type.replaceAll('-', '_')}`;

/** A connector as a service: what `apps/connector-*` export. */
export const connectorService = (connector: Connector, options: HostOptions = {}): Service => ({
  name: `connector-${connector.manifest.type}`,
  start: (context) => createConnectorHost(connector, context, options),
});

/**
 * Runs one connector: its ledger, its topics, its connections. Resolves once it works. Everything that must be durable is in Postgres and
 * Kafka before the next step begins, so that the process may end at any moment.
 */
export async function createConnectorHost(
  connector: Connector,
  context: ServiceContext,
  options: HostOptions = {},
): Promise<RunningService> {
  const schema = ledgerSchema(connector.manifest.type);
  const url = context.config.databaseUrl.reveal();
  await migrate(url, { ledger: schema });
  const pool = createPool(url, { max: POOL_SIZE, applicationName: `hookswitch-${context.name}` });
  meterPool(context.metrics, context.name, pool);
  return runHost({ connector, context, options, ledger: createLedger(pool, { schema }), release: () => pool.end() });
}

export interface HostSetup {
  readonly connector: Connector;
  readonly context: ServiceContext;
  readonly options: HostOptions;
  readonly ledger: Ledger;
  /** Called when the host has ended, or has not come up. */
  readonly release: () => Promise<void>;
}

/** Exported for specs, which bring a ledger that can fail. */
export async function runHost({ connector, context, options, ledger, release }: HostSetup): Promise<RunningService> {
  const wake = { poll: () => host.poller.kick(), publish: () => host.publisher.kick() };
  const complete = completeOptions(connector.manifest.type, options);
  const host: Host = new Host(new HostParts(connector, context, complete, ledger, wake), release);
  try {
    await host.start();
    return host;
  } catch (error) {
    await host.close();
    throw error;
  }
}

const POOL_SIZE = 8;
const METRICS_MS = 10_000;
const LEARN_MS = 60_000;
const PRUNE_MS = 60_000;
const RECHECK_MS = 250;
const TEST_SHOWN_MS = 60_000;
/** A ledger that fails for so long makes the process not ready. */
const TROUBLE_MS = 10_000;

class Host implements RunningService {
  readonly poller: Loop;
  readonly publisher: Loop;
  readonly #chores: Loop[] = [];
  readonly #following: Consumption[] = [];
  readonly #tests = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  readonly #check: string;
  #isStarted = false;
  #closed: Promise<void> | undefined;

  constructor(
    private readonly parts: HostParts,
    private readonly release: () => Promise<void>,
  ) {
    const { log, worker } = parts;
    this.#check = `connector-host ${parts.connector.manifest.type}`;
    this.poller = new Loop({ name: 'starting due commands', turn: () => worker.turn(), log });
    this.publisher = new Loop({ name: 'publishing results', turn: () => this.#publish(), log });
    parts.context.health.add(this.#check, () => this.#whyNotReady());
  }

  async start(): Promise<void> {
    const { context, connector } = this.parts;
    const { type } = connector.manifest;
    const specs = topicSpecs(context.topics, { partitions: context.config.partitions, connectorTypes: [type] });
    await patiently('making topics', () => context.bus.ensureTopics(specs), this.parts.log);
    await this.#follow();
    checkSealedKeys(this.parts.book.sealed(), this.parts.ring, type);
    await this.#consume();
    this.#beginChores();
    await this.#announce();
    this.#isStarted = true;
    this.parts.log.info('the connector works');
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** In this order: take nothing more, finish what runs, publish it, leave the group. */
  async #close(): Promise<void> {
    const { parts } = this;
    const { health, config } = parts.context;
    const drainMs = config.drainSeconds * 1_000;
    const giveUp = setTimeout(() => parts.gone.abort(), drainMs * 0.9);
    this.#isStarted = false;
    parts.consumption?.pause();
    await parts.worker.drain(drainMs * 0.75);
    this.#closing.abort();
    await Promise.all([this.poller.stop(), this.publisher.stop(), ...this.#tests]);
    await this.#publishRest();
    await parts.consumption?.stop();
    await Promise.all(this.#chores.map((chore) => chore.stop()));
    await Promise.all(this.#following.map((following) => following.stop()));
    await parts.reporter.close();
    await parts.connector.close?.();
    clearTimeout(giveUp);
    await this.release();
    health.remove(this.#check);
  }

  /** Connections first: what others say about them can only be judged by their revisions. */
  async #follow(): Promise<void> {
    const { parts } = this;
    const { bus, topics, fatal } = parts.context;
    const { type } = parts.connector.manifest;
    const { book, attention, reporter, log } = parts;
    const onMended = () => void this.#learn().catch(() => undefined);
    const followers: FollowerParts = { type, bus, topics, book, attention, reporter, log, fatal, onMended };
    this.#following.push(await followConnections(followers));
    this.#following.push(await followStatus(followers, parts.openBreakers));
  }

  async #consume(): Promise<void> {
    const { parts } = this;
    const { bus, topics, fatal, config } = parts.context;
    const { type } = parts.connector.manifest;
    const commands = topics.commands(type);
    const control = topics.control(type);
    const options: ConsumeOptions = {
      group: `${config.topicPrefix}.connector-${type}`,
      topics: [commands, control],
      onAssigned: (assigned) => this.#assigned(partitionsOf(commands, assigned)),
      onRevoked: (revoked) => this.#revoked(partitionsOf(commands, revoked)),
      onBatch: (batch) => (batch.topic === control ? this.#control(batch) : parts.intake.take(batch)),
      onError: (error, at) => parts.log.warn('a batch failed and is read again', { ...at, error }),
      onDied: fatal,
    };
    parts.consumption = await patiently('consuming', () => bus.consume(options), parts.log);
  }

  async #assigned(partitions: readonly number[]): Promise<void> {
    this.parts.board.own(partitions);
    await this.parts.sweeper.learn(partitions);
    this.publisher.kick();
  }

  #revoked(partitions: readonly number[]): void {
    this.parts.board.drop(partitions);
    this.parts.backpressure.forget(partitions);
  }

  #control(batch: Batch): Promise<void> {
    const { ledger, owned, intake, metrics, board } = this.parts;
    return takeControl(
      {
        ledger,
        owned,
        intake,
        onCancelled: (ended) => {
          metrics.ended(ended);
          this.publisher.kick();
        },
        onRedriven: (redriven) => {
          for (const key of redriven) board.due({ ...key, dueInMs: 0 });
          this.poller.kick();
          this.publisher.kick();
        },
        onTest: (request) => this.#test(request),
      },
      batch,
    );
  }

  #test(request: TestRequest): void {
    const { connector, preparer, http, log, attention, reporter } = this.parts;
    const onWorking = (ref: string) => attention.clear(ref) && void this.#learn().catch(() => undefined);
    const test = testConnection({ connector, preparer, http, log, onWorking }, request, this.#closing.signal).then(
      (record) => {
        reporter.set('test', request.request, record);
        reporter.clearLater('test', request.request, TEST_SHOWN_MS);
      },
    );
    this.#tests.add(test);
    void test.finally(() => this.#tests.delete(test));
  }

  #beginChores(): void {
    const { sweeper, worker, backpressure, board, opener, options, leaseMs } = this.parts;
    this.#every('keeping leases', leaseMs / 3, () => worker.renew());
    this.#every('sweeping the ledger', options.sweepMs, () => sweeper.sweep());
    this.#every('looking for lag', RECHECK_MS, () => backpressure.recheck());
    this.#every('looking for due keys', LEARN_MS, () => this.#learn());
    this.#every('counting', METRICS_MS, () => this.#measure());
    this.#every('tidying', METRICS_MS, () => {
      board.tidy();
      opener.forget();
    });
    const { log } = this.parts;
    this.#chores.push(
      new Loop({
        name: 'deleting old commands',
        turn: async () => ((await sweeper.prune()) ? RECHECK_MS : PRUNE_MS),
        log,
      }),
    );
  }

  #every(name: string, ms: number, work: () => Promise<void> | void): void {
    const turn = async () => {
      await work();
      return ms;
    };
    this.#chores.push(new Loop({ name, turn, log: this.parts.log }));
  }

  async #measure(): Promise<void> {
    const { metrics, ledger, board } = this.parts;
    metrics.state({ oldestDueMs: board.oldestDueMs(), openBreakers: board.openBreakers });
    metrics.ledger(await ledger.counts());
  }

  #learn(): Promise<void> {
    return this.parts.sweeper.learn(this.parts.owned());
  }

  #publish(): Promise<number> {
    const { ledger, log, context, owned } = this.parts;
    return publishResults({ ledger, bus: context.bus, topics: context.topics, partitions: owned, log });
  }

  /** What is left over stays in the outbox for the next owner. */
  async #publishRest(): Promise<void> {
    try {
      while (!this.parts.gone.signal.aborted && (await this.#publish()) === 0);
    } catch (error) {
      this.parts.log.warn('results are left in the outbox', { error });
    }
  }

  async #announce(): Promise<void> {
    const { connector, context, ring } = this.parts;
    const { manifest } = connector;
    const announced = { ...manifest, sealingKeys: ring.publicKeys() };
    await context.bus.publish([encodeMessage('connector', context.topics.connectors, manifest.type, announced)]);
  }

  #whyNotReady(): string | undefined {
    if (!this.#isStarted) return 'not started yet, or stopping';
    if (this.poller.failingMs > TROUBLE_MS) return 'the ledger cannot be reached';
    return this.parts.consumption?.status().joined ? undefined : 'not a member of its consumer group';
  }
}

const partitionsOf = (topic: string, all: readonly Pick<Assignment, 'topic' | 'partition'>[]): readonly number[] =>
  all.filter((each) => each.topic === topic).map(({ partition }) => partition);
