import type { ReceiptMessage } from '@hookswitch/domain';
import { encodeMessage, type Batch, type BusRecord } from '@hookswitch/messaging';
import { takeControl } from './control-messages.js';
import { takeConnections, takeStatus, takeTenants, type StateParts } from './followed-state.js';
import type { HostParts } from './host-parts.js';
import { Loop } from './loop.js';
import { publishResults } from './publish-results.js';
import { checkSealedKeys } from './sealed-keys.js';
import { takeReceipts } from './take-receipts.js';
import { testConnection, type TestRequest } from './test-connection.js';

const METRICS_MS = 10_000;
const LEARN_MS = 60_000;
const PRUNE_MS = 60_000;
const RECHECK_MS = 250;
const TEST_SHOWN_MS = 60_000;
/** A ledger that fails for so long makes the process not ready. */
const TROUBLE_MS = 10_000;

/**
 * What a connector does with what its topics bring, and the loops and chores beside that; Nest's controller calls it. Everything that must
 * be durable is in Postgres and Kafka before the next step begins, so that the process may end at any moment.
 */
export class ConnectorWork {
  readonly #poller: Loop;
  readonly #publisher: Loop;
  readonly #state: StateParts;
  readonly #chores: Loop[] = [];
  readonly #tests = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(private readonly parts: HostParts) {
    const { log, worker, wake } = parts;
    this.#poller = new Loop({ name: 'starting due commands', turn: () => worker.turn(), log });
    this.#publisher = new Loop({ name: 'publishing results', turn: () => this.#publish(), log });
    wake.poll = () => this.#poller.kick();
    wake.publish = () => this.#publisher.kick();
    const { book, attention, reporter, openBreakers, suspended } = parts;
    const onMended = () => this.#learnSoon();
    const onResumed = () => this.#poller.kick();
    this.#state = { type: this.type, book, attention, reporter, openBreakers, suspended, log, onMended, onResumed };
  }

  get type(): string {
    return this.parts.connector.manifest.type;
  }

  takeConnections(records: readonly BusRecord[]): void {
    takeConnections(this.#state, records);
  }

  takeTenants(records: readonly BusRecord[]): void {
    takeTenants(this.#state, records);
  }

  /** Throws when the service must not start. */
  connectionsRead(): void {
    checkSealedKeys(this.parts.book.sealed(), this.parts.ring, this.type);
  }

  takeStatus(records: readonly BusRecord[]): void {
    takeStatus(this.#state, records);
  }

  /** Partitions of the commands. */
  async assigned(partitions: readonly number[]): Promise<void> {
    this.parts.board.own(partitions);
    await this.parts.sweeper.learn(partitions);
    this.#publisher.kick();
  }

  revoked(partitions: readonly number[]): void {
    this.parts.board.drop(partitions);
    this.parts.backpressure.forget(partitions);
  }

  takeCommands(batch: Batch): Promise<void> {
    return this.parts.intake.take(batch);
  }

  takeControl(batch: Batch): Promise<void> {
    const { ledger, owned, intake, metrics, board } = this.parts;
    return takeControl(
      {
        ledger,
        owned,
        intake,
        onCancelled: (ended) => {
          metrics.ended(ended);
          this.#publisher.kick();
        },
        onRedriven: (redriven) => {
          for (const key of redriven) board.due({ ...key, dueInMs: 0 });
          this.#poller.kick();
          this.#publisher.kick();
        },
        onTest: (request) => this.#test(request),
        onReceipts: (receipts) => this.#takeReceipts(receipts),
      },
      batch,
    );
  }

  beginChores(): void {
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
    this.#chore('deleting old commands', async () => ((await sweeper.prune()) ? RECHECK_MS : PRUNE_MS));
  }

  /** Tells the gateway what this connector can do and to which keys its secrets are sealed. */
  async announce(): Promise<void> {
    const { connector, context, ring, receiptUrls } = this.parts;
    const { manifest } = connector;
    const receiptKeys = connector.receipt ? { receiptKeys: receiptUrls.publicKeys() } : {};
    const announced = { ...manifest, sealingKeys: ring.publicKeys(), ...receiptKeys };
    await context.bus.publish([encodeMessage('connector', context.topics.connectors, manifest.type, announced)]);
  }

  /** Takes nothing more, finishes what runs within the time, and publishes it. */
  async finish(drainMs: number): Promise<void> {
    const { consumption, worker } = this.parts;
    consumption?.pause();
    await worker.drain(drainMs);
    this.#closing.abort();
    await Promise.all([this.#poller.stop(), this.#publisher.stop(), ...this.#tests]);
    await this.#publishRest();
  }

  /** Nothing of it runs afterwards. */
  async end(): Promise<void> {
    await Promise.all(this.#chores.map((chore) => chore.stop()));
    await this.parts.reporter.close();
    await this.parts.connector.close?.();
  }

  /** Why the process is not ready; undefined when it is. */
  trouble(): string | undefined {
    return this.#poller.failingMs > TROUBLE_MS ? 'the ledger cannot be reached' : undefined;
  }

  #test(request: TestRequest): void {
    const { connector, preparer, http, log, attention, reporter, book, receiptUrls } = this.parts;
    const { tenant, connection } = request;
    const receiptUrl = (provider: string) => {
      const record = book.connection(tenant, connection);
      return record && receiptUrls.urlOf(tenant, provider, record.id);
    };
    const onWorking = (ref: string) => {
      if (attention.clear(ref)) this.#learnSoon();
    };
    const test = testConnection(
      { connector, preparer, http, log, onWorking, receiptUrl },
      request,
      this.#closing.signal,
    ).then((record) => {
      reporter.set('test', request.request, record);
      reporter.clearLater('test', request.request, TEST_SHOWN_MS);
    });
    this.#tests.add(test);
    void test.finally(() => this.#tests.delete(test));
  }

  #takeReceipts(receipts: readonly ReceiptMessage[]): Promise<void> {
    const { connector, book, ledger, preparer, receiptUrls, metrics, log, context } = this.parts;
    const { bus, topics } = context;
    return takeReceipts({ connector, book, ledger, preparer, receiptUrls, metrics, log, bus, topics }, receipts);
  }

  #every(name: string, ms: number, work: () => Promise<void> | void): void {
    this.#chore(name, async () => {
      await work();
      return ms;
    });
  }

  #chore(name: string, turn: () => Promise<number>): void {
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

  /** A failure is made good by the next chore. */
  #learnSoon(): void {
    void this.#learn().catch(() => undefined);
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
}
