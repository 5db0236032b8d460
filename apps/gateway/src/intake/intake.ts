import type { Clock } from './clock.js';
import {
  eventType,
  isJsonObject,
  type EventType,
  type Json,
  type JsonObject,
  MAX_EVENT_DATA_BYTES,
  type TelephonyEvent,
  type Topics,
} from '@hookswitch/domain';
import { encodeEvent, MessagingError, parseCloudEvent, type EventBus } from '@hookswitch/messaging';
import type { Logger, Metrics, Tracing } from '@hookswitch/platform';
import type { SchemaChecker } from '../core/schema-checker.js';
import { withinDeadline } from '../core/within-deadline.js';
import type { Mistake } from '../problem/request-codes.js';
import type { Quotas } from '../tenants/quotas.js';
import { EventAllowance, type Refusal } from './event-allowance.js';
import { EventSchemas } from './event-schemas.js';
import { LateTypes } from './late-types.js';
import type { IntakeOutcome } from './outcome.js';

/** What intake knows of tenants without asking the database, so that events are taken while that is down. */
export interface TenantView {
  eventTypes(tenant: string): readonly EventType[];
  /** Asks the database after all, where an event's type is not known: another gateway may have been told of it. */
  refresh(tenant: string): Promise<void>;
  quotas(tenant: string): Pick<Quotas, 'eventsPerSecond' | 'eventBurst' | 'eventBytes'>;
  /** The tenant's newest revision that this gateway knows: rules waits for it before it plans the event. */
  revision(tenant: string): number | undefined;
}

export interface IntakeOptions {
  readonly bus: EventBus;
  readonly topics: Topics;
  readonly tenants: TenantView;
  readonly schemas: SchemaChecker;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly tracing: Tracing;
  readonly now: Clock;
  /** Monotonic milliseconds. */
  readonly elapsed?: () => number;
}

/** The one way in for events, whatever the protocol: REST and gRPC hand over CloudEvents as plain objects and get an outcome for each. */
export class Intake {
  private readonly schemas;
  private readonly count;
  private readonly lateTypes;
  private readonly allowance;
  private readonly elapsed;
  /** Per tenant, when it was last logged that it sends too much. */
  private readonly warned = new Map<string, number>();

  constructor(private readonly options: IntakeOptions) {
    this.lateTypes = new LateTypes((tenant) => options.tenants.refresh(tenant), options.now);
    this.schemas = new EventSchemas(options.schemas);
    this.elapsed = options.elapsed ?? (() => performance.now());
    this.allowance = new EventAllowance(this.elapsed);
    this.count = options.metrics.counter('hookswitch_events_total');
  }

  /**
   * Resolves once every valid event is durable, or could not be made so. Never rejects for what a producer or Kafka can do. `parent`: W3C
   * trace context of the request; events without one of their own go on from here.
   */
  async take(tenant: string, envelopes: readonly Json[], parent?: string): Promise<readonly IntakeOutcome[]> {
    const refusal = this.allowance.take(tenant, envelopes.length, this.options.tenants.quotas(tenant));
    return refusal ? this.refuse(tenant, envelopes, refusal) : this.takeTraced(tenant, envelopes, parent);
  }

  /** As {@link take} of a stream: what is beyond the tenant's quotas is left out, and not all of it. */
  async takeSome(tenant: string, envelopes: readonly Json[], parent?: string): Promise<readonly IntakeOutcome[]> {
    const quotas = this.options.tenants.quotas(tenant);
    const { taken, refusal } = this.allowance.takeSome(tenant, envelopes.length, quotas);
    const outcomes = taken > 0 ? await this.takeTraced(tenant, envelopes.slice(0, taken), parent) : [];
    return refusal ? [...outcomes, ...this.refuse(tenant, envelopes.slice(taken), refusal)] : outcomes;
  }

  private refuse(tenant: string, envelopes: readonly Json[], refusal: Refusal): readonly IntakeOutcome[] {
    this.warn(tenant);
    return envelopes.map((envelope) => {
      const identity = isJsonObject(envelope) ? identityOf(envelope) : {};
      const outcome = { ...identity, status: 'unavailable', refusal } as const;
      this.note(tenant, outcome, undefined);
      return outcome;
    });
  }

  /** Metrics do not say which tenant it is. */
  private warn(tenant: string): void {
    const now = this.elapsed();
    if (now - (this.warned.get(tenant) ?? -Infinity) < WARN_EVERY_MS) return;
    this.warned.set(tenant, now);
    this.options.log.warn('a tenant sends more events than its quotas allow', { tenant });
  }

  private takeTraced(
    tenant: string,
    envelopes: readonly Json[],
    parent: string | undefined,
  ): Promise<readonly IntakeOutcome[]> {
    const { tracing, topics } = this.options;
    const span = tracing.send(topics.events, { parent, attributes: { tenant, events: envelopes.length } });
    return tracing.within(span, () => this.takeAll(tenant, envelopes, span.traceparent));
  }

  private async takeAll(
    tenant: string,
    envelopes: readonly Json[],
    traceparent: string | undefined,
  ): Promise<readonly IntakeOutcome[]> {
    const receivedAt = this.options.now();
    const parsed = envelopes.map((envelope) => parse(tenant, envelope, receivedAt));
    const isSure = await this.meetTypes(tenant, parsed);
    const checked = parsed.map((one) => ('event' in one ? this.check(one.event, isSure, traceparent) : one));
    const events = checked.flatMap((one) => ('event' in one ? [one.event] : []));
    const stored = events.length === 0 || (await this.store(events));
    return checked.map((one) => {
      const outcome: IntakeOutcome =
        'outcome' in one
          ? one.outcome
          : { id: one.event.id, source: one.event.source, status: stored ? 'accepted' : 'unavailable' };
      this.note(tenant, outcome, 'event' in one ? one.event.type : undefined);
      return outcome;
    });
  }

  /** A tenant may have any number of types of its own, and a metric may not. */
  private note(tenant: string, outcome: IntakeOutcome, type: string | undefined): void {
    const counted = type === undefined ? 'unknown' : (eventType(type)?.name ?? 'custom');
    const { id: event, source } = outcome;
    const what = outcome.status === 'unavailable' && outcome.refusal ? 'limited' : outcome.status;
    this.count.inc({ outcome: what, type: counted });
    this.options.log.debug('took an event', { tenant, event, source, eventType: type, outcome: what });
  }

  /** Afterwards the types of the events are known here, or do not exist; false: or it could not be found out whether they do. */
  private async meetTypes(tenant: string, parsed: readonly Checked[]): Promise<boolean> {
    const own = this.options.tenants.eventTypes(tenant);
    const types = parsed.flatMap((one) => ('event' in one ? [one.event.type] : []));
    const missed = types.filter((type) => !this.schemas.knows(type, own));
    if (missed.length === 0) return true;
    try {
      await this.lateTypes.lookFor(tenant, [...new Set(missed)]);
      return true;
    } catch (error) {
      this.options.log.warn('could not look for event types', { tenant, error });
      return false;
    }
  }

  private check(event: TelephonyEvent, isSure: boolean, traceparent: string | undefined): Checked {
    const { id, source, tenant, type, data } = event;
    const own = this.options.tenants.eventTypes(tenant);
    if (!isSure && !this.schemas.knows(type, own)) return { outcome: { id, source, status: 'unavailable' } };
    const problems = [...this.tooLong(event), ...this.schemas.problems(type, data, own)];
    if (problems.length > 0) return { outcome: { id, source, status: 'rejected', problems } };
    const revision = this.options.tenants.revision(tenant);
    return {
      event: {
        ...event,
        ...(event.traceparent === undefined && traceparent !== undefined && { traceparent }),
        ...(revision !== undefined && { revision }),
      },
    };
  }

  /** Beyond what the tenant may send; what nobody may send was refused before. */
  private tooLong({ tenant, data }: TelephonyEvent): readonly Mistake[] {
    const { eventBytes } = this.options.tenants.quotas(tenant);
    if (eventBytes >= MAX_EVENT_DATA_BYTES || Buffer.byteLength(JSON.stringify(data)) <= eventBytes) return [];
    const message = `data must not exceed ${eventBytes} bytes, the tenant's quota "eventBytes"`;
    return [{ pointer: '/data', code: 'payload_too_large', message }];
  }

  private async store(events: readonly TelephonyEvent[]): Promise<boolean> {
    const { bus, topics, log } = this.options;
    try {
      await withinDeadline(bus.publish(events.map((event) => encodeEvent(topics.events, event))), DEADLINE_MS);
      return true;
    } catch (error) {
      if (!(error instanceof MessagingError)) throw error;
      const { tenant } = events[0] ?? {};
      log.warn('events could not be made durable', { tenant, code: error.code, count: events.length });
      return false;
    }
  }
}

type Checked = { readonly event: TelephonyEvent } | { readonly outcome: IntakeOutcome };

function parse(tenant: string, envelope: Json, receivedAt: number): Checked {
  if (!isJsonObject(envelope)) {
    const problem = { pointer: '', code: 'wrong_type' as const, message: 'An event is a JSON object.' };
    return { outcome: { status: 'rejected', problems: [problem] } };
  }
  const parsed = parseCloudEvent(envelope, { tenant, receivedAt });
  return parsed.ok
    ? { event: parsed.value }
    : { outcome: { ...identityOf(envelope), status: 'rejected', problems: parsed.error } };
}

const WARN_EVERY_MS = 60_000;
/** A producer that waits longer has given up by itself. */
const DEADLINE_MS = 5_000;

const identityOf = ({ id, source }: JsonObject): Pick<IntakeOutcome, 'id' | 'source'> => ({
  ...(typeof id === 'string' && { id }),
  ...(typeof source === 'string' && { source }),
});
