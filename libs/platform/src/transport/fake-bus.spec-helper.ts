import type {
  Assignment,
  Batch,
  BusRecord,
  ConsumeOptions,
  Consumption,
  ConsumptionStatus,
  EventBus,
  FollowOptions,
  MessagingError,
} from '@hookswitch/messaging';

/** A bus that delivers what the spec tells it to, and keeps the contract of the port for one consumer. */
export class FakeBus implements EventBus {
  readonly consumers: ConsumeOptions[] = [];
  readonly followers: FollowOptions[] = [];
  readonly committed_: { topic: string; partition: number; nextOffset: number }[] = [];
  stopped = 0;
  /** Records beyond those delivered. */
  behind = 0;
  /** Followed topics have nothing to read; else `catchUp` says when they are read. */
  isRead = true;
  state: ConsumptionStatus = { joined: true, lastContact: Date.now() };

  consume(options: ConsumeOptions): Promise<Consumption> {
    this.consumers.push(options);
    return Promise.resolve(this.#consumption());
  }

  follow(options: FollowOptions): Promise<Consumption> {
    this.followers.push(options);
    if (this.isRead) options.onCaughtUp?.();
    return Promise.resolve(this.#consumption());
  }

  async assign(...partitions: readonly Assignment[]): Promise<void> {
    for (const consumer of this.consumers)
      await consumer.onAssigned?.(partitions.filter(({ topic }) => consumer.topics.includes(topic)));
  }

  revoke(...partitions: readonly { topic: string; partition: number }[]): void {
    for (const consumer of this.consumers) consumer.onRevoked?.(partitions);
  }

  /** As the port says: a rejection is reported, and the batch comes again later. */
  async deliver(topic: string, ...values: readonly string[]): Promise<void> {
    const consumer = this.consumers.find(({ topics }) => topics.includes(topic));
    try {
      await consumer?.onBatch(this.#batch(topic, values));
    } catch (error) {
      consumer?.onError?.(error, { topic, partition: 0 });
    }
  }

  async feed(topic: string, ...values: readonly string[]): Promise<void> {
    await this.followers.find((follower) => follower.topic === topic)?.onRecords(records(topic, values));
  }

  catchUp(topic: string): void {
    this.followers.find((follower) => follower.topic === topic)?.onCaughtUp?.();
  }

  die(error: MessagingError): void {
    for (const { onDied } of [...this.consumers, ...this.followers]) onDied?.(error);
  }

  #batch(topic: string, values: readonly string[]): Batch {
    return {
      topic,
      partition: 0,
      records: records(topic, values),
      end: values.length + this.behind,
      commit: (nextOffset) => {
        this.committed_.push({ topic, partition: 0, nextOffset });
        return Promise.resolve();
      },
      isStale: () => false,
    };
  }

  #consumption(): Consumption {
    const nothing = () => undefined;
    return {
      pause: nothing,
      resume: nothing,
      pausePartition: nothing,
      resumePartition: nothing,
      status: () => this.state,
      stop: () => {
        this.stopped += 1;
        return Promise.resolve();
      },
    };
  }

  ensureTopics = unused;
  publish: EventBus['publish'] = unused;
  offsets = unused;
  committed = unused;
  close = unused;
  read(): never {
    throw new Error('the spec does not use this');
  }
}

const unused = (): Promise<never> => Promise.reject(new Error('the spec does not use this'));

const records = (topic: string, values: readonly string[]): readonly BusRecord[] =>
  values.map((value, offset) => ({
    topic,
    partition: 0,
    offset,
    key: null,
    value: Buffer.from(value),
    headers: {},
    timestamp: Date.now(),
  }));
