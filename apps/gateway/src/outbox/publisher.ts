import type { EventBus, OutgoingRecord } from '@hookswitch/messaging';
import { ControlPlane, type DirtyKey, type ReadUnit } from '@hookswitch/persistence';
import type { Logger } from '@hookswitch/platform';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ChangeFeed } from '../core/change-feed.js';
import { BUS, CONTEXT, LOGGER, type ServiceContext } from '../core/tokens.js';
import { RecordMaker } from './record-maker.js';

const BATCH = 100;
const EVERY_MS = 1_000;
/** Tenants that are published for at a time; each holds a connection of the pool. */
const AT_A_TIME = 4;

/**
 * Brings dirty keys to Kafka. A crash between commit and publish leaves the key dirty, and this or another gateway publishes it later;
 * a crash after publishing publishes the same record twice, which readers do not notice. Tenants do not wait for each other.
 */
@Injectable()
export class Publisher implements OnModuleInit, OnModuleDestroy {
  private readonly published;
  private readonly failing = new Set<string>();
  private readonly busy = new Map<string, Promise<void>>();
  /** Tenants for whom something is left over: they have their turn again at the next tick. */
  private readonly resting = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private again = false;
  private closed = false;

  constructor(
    private readonly plane: ControlPlane,
    private readonly maker: RecordMaker,
    private readonly changes: ChangeFeed,
    @Inject(BUS) private readonly bus: EventBus,
    @Inject(LOGGER) private readonly log: Logger,
    @Inject(CONTEXT) { metrics }: ServiceContext,
  ) {
    this.published = metrics.counter('hookswitch_control_records_total');
  }

  onModuleInit(): void {
    this.changes.subscribe(() => this.wake());
    this.timer = setInterval(() => this.tick(), EVERY_MS).unref();
    this.wake();
  }

  async onModuleDestroy(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    await this.looking;
    await Promise.all(this.busy.values());
  }

  /** Looks for dirty keys now, or once more when it is already looking. */
  wake(): void {
    if (this.closed) return;
    if (this.looking) {
      this.again = true;
      return;
    }
    this.looking = this.look().finally(() => {
      this.looking = undefined;
      if (this.again) {
        this.again = false;
        this.wake();
      }
    });
  }

  private tick(): void {
    this.resting.clear();
    this.wake();
  }

  private async look(): Promise<void> {
    try {
      for (const tenant of await this.plane.outbox.tenants()) {
        if (this.closed || this.busy.size >= AT_A_TIME) return;
        if (!this.busy.has(tenant) && !this.resting.has(tenant)) this.busy.set(tenant, this.serve(tenant));
      }
    } catch (error) {
      this.failed(error);
    }
  }

  private async serve(tenant: string): Promise<void> {
    try {
      if (!(await this.tenant(tenant))) this.resting.add(tenant);
    } catch (error) {
      this.resting.add(tenant);
      this.failed(error);
    }
    this.busy.delete(tenant);
    // Others may have waited for the place, and the tenant itself may have changed meanwhile.
    this.wake();
  }

  private failed(error: unknown): void {
    // The next look is a second away; nothing is lost meanwhile.
    this.log.warn('could not publish changes; they will be published later', { error });
  }

  /** Whether nothing was left over. */
  private async tenant(tenant: string): Promise<boolean> {
    let [found, published] = [BATCH, BATCH];
    while (published === BATCH && !this.closed) {
      found = await this.plane.outbox.drain(tenant, BATCH, async (keys, unit) => {
        const made = await this.make(tenant, keys, unit);
        await this.bus.publish(made.map(({ record }) => record));
        this.published.inc(made.length);
        published = made.length;
        return made.map(({ key }) => key);
      });
      if (found === 0) return true;
    }
    return published === found;
  }

  /** A key whose record cannot be made stays dirty and holds up no other. */
  private async make(tenant: string, keys: readonly DirtyKey[], unit: ReadUnit) {
    const made: { readonly key: DirtyKey; readonly record: OutgoingRecord }[] = [];
    for (const key of keys) {
      const name = `${tenant}|${key.kind}|${key.key}|${key.revision}`;
      try {
        made.push({ key, record: await this.maker.current(tenant, key, unit) });
        this.failing.delete(name);
      } catch (error) {
        if (!this.failing.has(name))
          this.log.error('a record cannot be made', { error, tenant, name: key.kind, key: key.key });
        this.failing.add(name);
      }
    }
    return made;
  }
}
