import type { Topics } from '@hookswitch/domain';
import { MessagingError, type Assignment, type Consumption, type EventBus } from '@hookswitch/messaging';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { Check, Health } from '../health/health.js';
import type { Logger } from '../logging/logger.js';
import type { ServiceContext } from '../service/service.js';
import { EventBusContext } from './event-bus.context.js';
import { BUS_TRANSPORT, pattern, subscriptionPlan, type GroupPlan, type HandlerKind } from './handlers.js';
import { topicOf } from './topic-of.js';

export interface EventBusStrategyOptions {
  readonly bus: EventBus;
  readonly topics: Topics;
  /** First part of every group's name. */
  readonly groupPrefix: string;
  readonly log: Logger;
  readonly health: Health;
  /** The service works without its consumers too (the gateway): they do not count for readiness. */
  readonly readyWithoutBus?: boolean;
  /** A consumer that died cannot be revived from within. */
  readonly fatal: (error: unknown) => void;
}

/** Several times what a fetch waits when there is nothing to fetch. */
const SILENT_AFTER_SECONDS = 30;

type Partitions = readonly { readonly topic: string; readonly partition: number }[];

/**
 * Nest's view of the {@link EventBus}: handlers marked with OnBatch and its companions get what their topics bring. Followed topics are read
 * first, each up to where it ends, in the order of their handlers; then groups are joined, and the app listens. An error of OnBatch or
 * OnAssigned goes back to the bus, which delivers again; the bus itself is the process's and stays open.
 */
export class EventBusStrategy extends Server implements CustomTransportStrategy {
  override readonly transportId = BUS_TRANSPORT;
  override readonly propagatesEventHandlerErrors = true;
  readonly #options: EventBusStrategyOptions;
  readonly #consumptions = new Map<string, Consumption>();
  readonly #checks = new Set<string>();
  #ending = new AbortController();

  constructor(options: EventBusStrategyOptions) {
    super();
    this.#options = options;
  }

  /** For a service's own app; groups are named after the topic prefix. */
  static for(
    context: ServiceContext,
    options: Pick<EventBusStrategyOptions, 'readyWithoutBus'> = {},
  ): EventBusStrategy {
    return new EventBusStrategy({ ...context, groupPrefix: context.config.topicPrefix, ...options });
  }

  override addHandler(key: string, callback: MessageHandler, isEventHandler = false, extras = {}): void {
    if (this.messageHandlers.has(key)) throw new Error(`two handlers claim ${key}: a topic has one of each kind`);
    super.addHandler(key, callback, isEventHandler, extras);
  }

  /** May be called again after it has failed. */
  override listen(callback: (error?: unknown) => void): void {
    const { signal } = (this.#ending = new AbortController());
    this.#subscribe(signal)
      .then(() => signal.throwIfAborted())
      .then(
        () => callback(),
        (error: unknown) =>
          this.close().then(
            () => callback(error),
            () => callback(error),
          ),
      );
  }

  /** Waits for the batches that run. */
  override async close(): Promise<void> {
    this.#ending.abort(new MessagingError('closed', 'the subscription was ended'));
    await Promise.all([...this.#consumptions.values()].map((consumption) => consumption.stop()));
    this.#consumptions.clear();
    for (const name of this.#checks) this.#options.health.remove(name);
    this.#checks.clear();
  }

  /** By logical topic name, for pausing; undefined before the subscription stands and after the end. */
  consumption(topic: string): Consumption | undefined {
    return this.#consumptions.get(topicOf(this.#options.topics, topic));
  }

  override on(): never {
    throw new Error('the event bus reports through the log and health');
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- Nest's signature
  override unwrap<T>(): T {
    return this.#options.bus as T;
  }

  async #subscribe(signal: AbortSignal): Promise<void> {
    const { groups, follows } = subscriptionPlan(this.messageHandlers);
    // State first: who takes commands needs connections, who plans needs workflows.
    for (const topic of follows) await this.#follow(topic, signal);
    await Promise.all(groups.map((group) => this.#consume(group)));
  }

  async #follow(logical: string, signal: AbortSignal): Promise<void> {
    const { bus, topics, fatal } = this.#options;
    const topic = topicOf(topics, logical);
    signal.throwIfAborted();
    const reading = Promise.withResolvers<undefined>();
    // It may end before anybody waits for it.
    reading.promise.catch(() => undefined);
    signal.addEventListener('abort', () => reading.reject(signal.reason));
    let isRead = false;
    let consumption: Consumption | undefined = undefined;
    this.#check(`follow ${topic}`, () => (isRead ? silence(consumption) : 'has not yet read what is there'));
    consumption = await bus.follow({
      topic,
      onRecords: (records) => this.#call('follow', logical, records),
      onCaughtUp: () => {
        this.#call('caughtUp', logical, undefined).then(() => reading.resolve(undefined), reading.reject);
      },
      onError: (error) => this.#rejected(error, { topic }),
      onDied: (error) => {
        reading.reject(error);
        fatal(error);
      },
    });
    this.#consumptions.set(topic, consumption);
    await reading.promise;
    isRead = true;
  }

  async #consume({ group: name, topics: logical, ...options }: GroupPlan): Promise<void> {
    const { bus, topics, groupPrefix, fatal } = this.#options;
    const group = `${groupPrefix}.${name}`;
    const names = new Map(logical.map((topic) => [topicOf(topics, topic), topic]));
    let consumption: Consumption | undefined = undefined;
    this.#check(`consume ${group}`, () =>
      consumption?.status().joined === true ? silence(consumption) : 'has not yet joined its group',
    );
    consumption = await bus.consume({
      group,
      topics: [...names.keys()],
      ...options,
      onAssigned: (partitions) => this.#byTopic('assigned', names, partitions),
      onRevoked: (partitions) => void this.#byTopic('revoked', names, partitions).catch(fatal),
      onBatch: (batch) => this.#call('batch', names.get(batch.topic) ?? batch.topic, batch),
      onError: (error, at) => this.#rejected(error, at),
      onDied: fatal,
    });
    for (const topic of names.keys()) this.#consumptions.set(topic, consumption);
  }

  #check(name: string, check: Check): void {
    if (this.#options.readyWithoutBus === true) return;
    this.#options.health.add(name, check);
    this.#checks.add(name);
  }

  async #byTopic(
    kind: 'assigned' | 'revoked',
    names: ReadonlyMap<string, string>,
    partitions: readonly Assignment[] | Partitions,
  ) {
    for (const [topic, logical] of names) {
      const own = partitions.filter((partition) => partition.topic === topic);
      if (own.length > 0) await this.#call(kind, logical, own);
    }
  }

  async #call(kind: HandlerKind, logical: string, payload: unknown): Promise<void> {
    const handler = this.messageHandlers.get(pattern(kind, logical));
    if (handler === undefined) return;
    const context = new EventBusContext([topicOf(this.#options.topics, logical)]);
    // Nest wraps the work, for request scopes and the like.
    let work: Promise<void> | undefined;
    this.onProcessingStartHook(this.transportId, context, () => (work = settled(handler, payload, context)));
    try {
      await work;
    } finally {
      // Unset until somebody sets it, whatever Nest's type says.
      const ended = this.onProcessingEndHook as typeof this.onProcessingEndHook | undefined;
      ended?.(this.transportId, context);
    }
  }

  #rejected(error: unknown, at: { readonly topic: string; readonly partition?: number }): void {
    this.#options.log.warn('could not take records; they will be delivered again', {
      error,
      topic: at.topic,
      partition: at.partition,
    });
  }
}

/** Why a consumption is not what it should be though it has begun. */
function silence(consumption: Consumption | undefined): string | undefined {
  const seconds = Math.round((Date.now() - (consumption?.status().lastContact ?? 0)) / 1_000);
  return seconds > SILENT_AFTER_SECONDS ? `has not heard of the bus for ${seconds} s` : undefined;
}

async function settled(handler: MessageHandler, payload: unknown, context: EventBusContext): Promise<void> {
  const answer: unknown = await handler(payload, context);
  if (isObservable(answer)) await lastValueFrom(answer, { defaultValue: undefined });
}
