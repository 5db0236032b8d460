import { randomUUID } from 'node:crypto';
import { createHttpClient, type Connector, type HttpClient } from '@hookswitch/connector-sdk';
import type { Command } from '@hookswitch/domain';
import type { Consumption } from '@hookswitch/messaging';
import type { Ledger, Settled, StartedCommand } from '@hookswitch/persistence';
import type { Config } from '../config/config.js';
import type { Logger } from '../logging/logger.js';
import { KeyRing } from '../sealing/key-ring.js';
import { ReceiptUrls } from '../receipts/receipt-urls.js';
import type { ServiceContext } from '../service/service.js';
import { EventBusStrategy } from '../transport/event-bus-strategy.js';
import { Attention } from './attention.js';
import { Backpressure } from './backpressure.js';
import { ConnectionBook } from './connection-book.js';
import type { Verdict } from './decide.js';
import { DoubtfulStarts } from './doubtful-starts.js';
import type { OpenBreakers } from './followed-state.js';
import { HostMetrics } from './host-metrics.js';
import type { CompleteOptions } from './host-options.js';
import { Intake } from './intake.js';
import { KeyBoard } from './key-board.js';
import { paramsCheck } from './params-check.js';
import { CallPreparer } from './prepare-call.js';
import { rateOf } from './rates.js';
import { Caller, idsOf, type Called } from './run-call.js';
import { SecretOpener } from './secret-opener.js';
import { SettleQueue } from './settle-queue.js';
import { StatusReporter } from './status-reporter.js';
import { SuspendedTenants } from './suspended-tenants.js';
import { Sweeper } from './sweeper.js';
import { Worker } from './worker.js';

/** Wakes the loops that start commands and publish results; set by who runs them. */
export interface Wake {
  poll: () => void;
  publish: () => void;
}

/** The parts of one host and how they tell each other of what happened; no part starts anything by itself but the reporter. */
export class HostParts {
  readonly owner = randomUUID();
  /** Aborted when nothing more can be written. */
  readonly gone = new AbortController();
  readonly log: Logger;
  readonly metrics: HostMetrics;
  readonly book: ConnectionBook;
  readonly openBreakers: OpenBreakers = new Set();
  readonly suspended = new SuspendedTenants();
  readonly ring: KeyRing;
  readonly opener: SecretOpener;
  readonly receiptUrls: ReceiptUrls;
  readonly reporter: StatusReporter;
  readonly attention: Attention;
  readonly http: HttpClient;
  readonly preparer: CallPreparer;
  readonly board: KeyBoard;
  readonly doubtful: DoubtfulStarts;
  readonly worker: Worker;
  readonly sweeper: Sweeper;
  readonly backpressure: Backpressure;
  readonly intake: Intake;
  readonly transport: EventBusStrategy;
  readonly wake: Wake = { poll: () => undefined, publish: () => undefined };

  constructor(
    readonly connector: Connector,
    readonly context: ServiceContext,
    readonly options: CompleteOptions,
    readonly ledger: Ledger,
  ) {
    const { manifest } = connector;
    const { bus, topics, config } = context;
    const { type } = manifest;
    this.log = context.log.child({ connector: type });
    this.transport = EventBusStrategy.for({ ...context, log: this.log });
    this.metrics = new HostMetrics(context.metrics, type);
    this.book = new ConnectionBook(type);
    this.ring = KeyRing.parse(config.keyRing.reveal());
    this.opener = new SecretOpener(this.ring, now);
    this.receiptUrls = new ReceiptUrls(this.ring, type, config.publicUrl);
    this.reporter = new StatusReporter({ bus, topics, type, log: this.log });
    this.attention = new Attention({
      type,
      revision: (ref) => this.book.revision(ref),
      publish: (ref, record) => this.reporter.set('needs_attention', ref, record),
    });
    this.http = options.http ?? clientOf(config, this.log, this.metrics);
    this.preparer = new CallPreparer({
      manifest,
      book: this.book,
      opener: this.opener,
      http: this.http,
      check: paramsCheck(manifest.parameters),
      onUnreadable: (error, tenant, name) => this.#unreadable(error, tenant, name),
    });
    this.board = new KeyBoard({
      perKey: options.perKey,
      rate: (key) =>
        rateOf(manifest, key, (tenant, name) => this.book.connection(tenant, name)?.settings, config.hostLimits),
      isBroken: (key) => this.openBreakers.has(key),
      isHeld: (tenant) => this.suspended.has(tenant),
      now,
    });
    const { owner, board, leaseMs, log } = this;
    this.doubtful = new DoubtfulStarts({ ledger, owner, board, leaseMs, log, now });
    this.worker = this.#worker();
    this.sweeper = this.#sweeper();
    this.backpressure = new Backpressure({
      ledger,
      board: this.board,
      topic: topics.commands(type),
      consumption: () => this.consumption,
      limit: options.readyLimit,
    });
    this.intake = this.#intake();
  }

  readonly broken = (): readonly string[] => this.attention.broken;
  readonly owned = (): readonly number[] => this.board.partitions;

  /** Of commands and control; undefined while the host does not consume. */
  get consumption(): Consumption | undefined {
    return this.transport.consumption(`commands.${this.connector.manifest.type}`);
  }

  get leaseMs(): number {
    return this.context.config.leaseSeconds * 1_000;
  }

  #worker(): Worker {
    const { ledger, board, doubtful, metrics, log, owner, broken, owned, connector } = this;
    const queue = new SettleQueue({ ledger, owner, owned, log, gone: this.gone.signal });
    const caller = new Caller({
      connector,
      preparer: this.preparer,
      maxOutputBytes: this.options.maxOutputBytes,
      revision: (ref) => this.book.revision(ref),
      receiptUrl: (command, provider) => this.#receiptUrl(command, provider),
      log,
    });
    return new Worker({
      owner,
      leaseMs: this.leaseMs,
      perProcess: this.options.perProcess,
      canReconcile: connector.reconcile !== undefined,
      ledger,
      board,
      doubtful,
      caller,
      queue,
      metrics,
      tracing: this.context.tracing,
      log,
      broken,
      onReturned: (started, called, verdict) => this.#returned(started, called, verdict),
      onSettled: (started, called, settled) => this.#settled(started, called, settled),
      onEnded: () => this.wake.publish(),
    });
  }

  #receiptUrl(command: Command, provider: string): string | undefined {
    const connection = command.connection && this.book.connection(command.tenant, command.connection);
    return connection ? this.receiptUrls.urlFor(command, provider, connection.id) : undefined;
  }

  #sweeper(): Sweeper {
    const { ledger, board, log, broken, metrics, worker, owner, doubtful } = this;
    return new Sweeper({
      ledger,
      board,
      running: () => worker.running,
      isDoubtful: (row) => row.owner === owner && doubtful.any,
      canReconcile: this.connector.reconcile !== undefined,
      broken,
      log,
      onEnded: (ended) => metrics.ended(ended),
      onNews: () => {
        this.wake.poll();
        this.wake.publish();
      },
    });
  }

  #intake(): Intake {
    const { ledger, metrics, log, context } = this;
    return new Intake({
      type: this.connector.manifest.type,
      ledger,
      bus: context.bus,
      topics: context.topics,
      service: context.name,
      metrics,
      log,
      onClaimed: async (partition, { due }, hasResults) => {
        for (const key of due) this.board.due(key);
        if (hasResults) this.wake.publish();
        if (due.length > 0) this.wake.poll();
        await this.backpressure.afterClaim(partition);
      },
    });
  }

  #returned(
    started: StartedCommand,
    called: Called & { readonly seconds: number },
    { pause, needsAttention }: Verdict,
  ): void {
    const at = new Date().toISOString();
    if (needsAttention)
      for (const { ref, revision } of called.blame) this.attention.raise(ref, revision, needsAttention, at);
    const { signal, seconds } = called;
    const change = this.board.finished(started, { signal, tookMs: seconds * 1_000, ...(pause && { pause }) });
    if (change !== undefined) this.#breakerChanged(started, change === 'opened', at);
  }

  #breakerChanged({ key, command }: StartedCommand, isOpen: boolean, at: string): void {
    const { tenant } = command;
    const record = {
      kind: 'breaker_open',
      tenant,
      connector: this.connector.manifest.type,
      key: key.slice(tenant.length + 1),
      at,
    } as const;
    this.reporter.set('breaker_open', key, isOpen ? record : undefined);
    this.log.warn(isOpen ? 'a target keeps failing: its commands wait' : 'a target answers again', {
      tenant,
      key: record.key,
    });
  }

  #settled(started: StartedCommand, called: Called, settled: Settled | undefined): void {
    const { said } = called;
    // The message may quote what was sent; it is in the result for those who may see it.
    const code = 'error' in said ? { code: said.error.code } : {};
    const facts = { ...idsOf(started.command), attempt: started.attempt, outcome: said.kind, ...code };
    if (settled?.kind === 'waiting') this.board.due(settled);
    if (settled?.frees) this.board.due({ ...settled.frees, dueInMs: 0 });
    if (settled?.kind === 'ended') this.metrics.ended([settled]);
    if (settled === undefined) this.log.warn('the outcome of an attempt could not be written', facts);
    else if (settled.kind === 'fenced') {
      this.metrics.fenced();
      this.board.suspend(started.partition, this.leaseMs);
      this.log.warn('an outcome came after its lease: it is kept as evidence', facts);
    } else if (settled.kind === 'ended' && settled.status === 'dead') {
      this.log.warn('a command is dead', { ...facts, reason: settled.reason });
    } else this.log.debug('an attempt ended', facts);
    this.wake.publish();
    this.wake.poll();
  }

  #unreadable(error: unknown, tenant: string, name: string): void {
    this.metrics.secretUnreadable();
    this.log.error('a stored secret cannot be opened', { tenant, name, error });
  }
}

const now = (): number => performance.now();

function clientOf(config: Config, log: Logger, metrics: HostMetrics): HttpClient {
  return createHttpClient({
    allowHttp: config.egressAllowHttp,
    allowHosts: config.egressAllowHosts,
    allowCidrs: config.egressAllowCidrs,
    testOrigins: config.egressTestOrigins,
    onBlocked: ({ code, reason, origin, why }) => {
      if (code === 'blocked') metrics.blocked({ reason });
      log.info('a request did not leave', { code, url: origin, reason: why });
    },
    onExchange: (exchange) => metrics.exchange(exchange),
  });
}
