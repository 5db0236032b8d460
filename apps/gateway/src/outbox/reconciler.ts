import type { Topics } from '@hookswitch/domain';
import type { EventBus, OutgoingRecord, Position } from '@hookswitch/messaging';
import { ControlPlane, type ListPage, type ReadUnit, type StoredTenant } from '@hookswitch/persistence';
import type { Logger } from '@hookswitch/platform';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { manifestsOf } from '../connectors/manifests.js';
import { BUS, CLOCK, CONTEXT, LOGGER, TOPICS, type Clock, type ServiceContext } from '../core/tokens.js';
import { PublishedState } from './published-state.js';
import { RecordMaker } from './record-maker.js';

const PAGE = 200;
const EVERY_MS = 5 * 60_000;
/** How often a look at the markers tells that the topics were emptied. */
const WATCH_MS = 5_000;
const RETRY_MS = 2_000;

/**
 * Compares every row with the last record of its key (not with the highest revision: compaction may have kept an older record) and
 * publishes what differs; then marks the topics as complete. Runs at the start, every few minutes, and when the topics were made anew.
 */
@Injectable()
export class Reconciler implements OnModuleDestroy {
  private readonly differences;
  private markers: readonly Position[] = [];
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private nextFullAt = 0;
  private closed = false;

  constructor(
    private readonly plane: ControlPlane,
    private readonly maker: RecordMaker,
    private readonly state: PublishedState,
    @Inject(BUS) private readonly bus: EventBus,
    @Inject(TOPICS) private readonly topics: Topics,
    @Inject(LOGGER) private readonly log: Logger,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(CONTEXT) { metrics }: ServiceContext,
  ) {
    this.differences = metrics.counter('hookswitch_control_differences_total');
  }

  /** Once everything that was published has been read. */
  start(): void {
    this.schedule(0);
  }

  async onModuleDestroy(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(inMs: number): void {
    if (this.closed) return;
    this.timer = setTimeout(() => {
      this.running = this.turn().then(
        () => this.schedule(WATCH_MS),
        (error: unknown) => {
          this.log.warn('could not compare Kafka with the database; trying again', { error });
          this.schedule(RETRY_MS);
        },
      );
    }, inMs);
    this.timer.unref();
  }

  private async turn(): Promise<void> {
    const isNew = this.markers.length === 0 || (await this.wasEmptied());
    if (isNew) this.markers = [];
    else if (this.now() < this.nextFullAt) return;
    await this.all();
    if (isNew) this.markers = await this.bus.publish(await this.maker.markers(new Date(this.now()).toISOString()));
    // Not all gateways at the same time.
    this.nextFullAt = this.now() + EVERY_MS * (0.75 + Math.random() / 2);
  }

  private async wasEmptied(): Promise<boolean> {
    const topics = [...new Set(this.markers.map(({ topic }) => topic))];
    const ends = new Map(await Promise.all(topics.map(async (t) => [t, await this.bus.offsets(t)] as const)));
    const emptied = this.markers.some(
      ({ topic, partition, offset }) => (ends.get(topic)?.[partition]?.next ?? 0) <= offset,
    );
    if (!emptied) return false;
    this.log.warn('topics of the control plane were emptied; everything is published again');
    this.state.forget();
    return true;
  }

  private async all(): Promise<void> {
    const known = [this.topics.workflows, this.topics.connections].map(
      (topic) => [topic, this.state.keys(topic)] as const,
    );
    for await (const tenants of pages((after) => this.tenants(after))) {
      for (const tenant of tenants) {
        if (this.closed) return;
        const keys = new Map(known.map(([topic, byTenant]) => [topic, byTenant.get(tenant.tenant) ?? []]));
        await this.tenant(tenant.tenant, keys);
      }
    }
  }

  private tenants(after: string | undefined): Promise<ListPage<StoredTenant>> {
    const page = { limit: PAGE, ...(after !== undefined && { after }) };
    return this.plane.readAcross({ tenant: 'default' }, ({ tenants }) => tenants.list(page));
  }

  /** Under the tenant's lock, so that nothing newer is overwritten. */
  private async tenant(tenant: string, known: ReadonlyMap<string, readonly string[]>): Promise<void> {
    await this.plane.outbox.alone(tenant, async (unit) => {
      const right = new Map([...known.keys()].map((topic) => [topic, new Set<string>()]));
      for await (const records of this.records(tenant, unit)) {
        for (const { topic, key } of records) right.get(topic)?.add(String(key));
        await this.publish(records);
      }
      const gone = [...known].flatMap(([topic, keys]) =>
        keys.filter((key) => !right.get(topic)?.has(key)).map((key) => [topic, key] as const),
      );
      const revision = (await unit.tenants.find(tenant))?.planningRevision ?? 0;
      await this.publish(await Promise.all(gone.map(([topic, key]) => this.gone(tenant, topic, key, revision))));
    });
  }

  private async gone(tenant: string, topic: string, key: string, revision: number): Promise<OutgoingRecord> {
    if (topic !== this.topics.workflows) return this.maker.tombstone(topic, key);
    return this.maker.noWorkflow(tenant, key.slice(tenant.length + 1), revision);
  }

  /** Every record that the tenant should have, the tenant's own last: its revision vouches for the others. */
  private async *records(tenant: string, unit: ReadUnit): AsyncGenerator<readonly OutgoingRecord[]> {
    const manifests = await manifestsOf(unit);
    const at = (after: string | undefined) => ({ limit: PAGE, ...(after !== undefined && { after }) });
    for await (const workflows of pages((after) => unit.workflows.list(at(after), { enabled: true }))) {
      const made = workflows.map((workflow) =>
        this.maker.workflow(workflow, manifests).catch((error: unknown) => {
          this.log.error('a record cannot be made', { error, tenant, workflow: workflow.id });
          return undefined;
        }),
      );
      yield (await Promise.all(made)).filter((record) => record !== undefined);
    }
    for await (const connections of pages((after) => unit.connections.publishables(at(after)))) {
      yield connections.map((connection) => this.maker.connection(tenant, connection));
    }
    for await (const secrets of pages((after) => unit.secrets.publishables(at(after)))) {
      yield secrets.map((secret) => this.maker.secret(tenant, secret));
    }
    const found = await unit.tenants.find(tenant);
    if (found) yield [await this.maker.tenant(found, unit)];
  }

  private async publish(records: readonly OutgoingRecord[]): Promise<void> {
    const different = records.filter((record) => !this.state.has(record));
    if (different.length === 0) return;
    await this.bus.publish(different);
    this.differences.inc(different.length);
  }
}

async function* pages<T>(read: (after: string | undefined) => Promise<ListPage<T>>): AsyncGenerator<readonly T[]> {
  let after: string | undefined;
  do {
    const page = await read(after);
    yield page.items;
    after = page.next;
  } while (after !== undefined);
}
