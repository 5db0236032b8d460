import type { ReceiptMessage, Topics } from '@hookswitch/domain';
import { encodeMessage, MessagingError, type EventBus } from '@hookswitch/messaging';
import { PersistenceError } from '@hookswitch/persistence';
import { Inject, Injectable } from '@nestjs/common';
import { BUS, CLOCK, CONTEXT, TOPICS, type Clock, type ServiceContext } from '../core/tokens.js';
import { withinDeadline } from '../core/within-deadline.js';
import { ApiError, notFound } from '../problem/api-error.js';
import { ReceiptDoors } from './receipt-doors.js';
import { ReceiptLimiter } from './receipt-limiter.js';

/** A request to a receipt's URL, as it came. */
export interface RawReceipt {
  readonly provider: string;
  readonly connection: string;
  readonly token: string;
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

const MAX_BODY_BYTES = 64 * 1024;
/** Providers give up after 8 s to 15 s. */
const DEADLINE_MS = 5_000;
/** What may wait for the bus at a time: beyond that a provider tries again later. */
const MAX_WAITING = 200;
/** A minute. */
const MOST_OF_MESSAGE = 60;
const MOST_OF_CONNECTION = 6_000;
/** What the body is read with, and what carries a signature. */
const KEPT_HEADERS = /^(content-type|x-.*(signature|nonce).*|.*-signature(-.*)?)$/;

/** Takes receipts for the connectors, which alone have what their signatures are checked with. */
@Injectable()
export class ReceiptIntake {
  private readonly count;
  private readonly limiter;
  private waiting = 0;

  constructor(
    private readonly doors: ReceiptDoors,
    @Inject(BUS) private readonly bus: EventBus,
    @Inject(TOPICS) private readonly topics: Topics,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(CONTEXT) { metrics }: ServiceContext,
  ) {
    this.limiter = new ReceiptLimiter(now);
    this.count = metrics.counter('hookswitch_receipts_taken_total');
    for (const outcome of ['accepted', 'forged', 'limited', 'unavailable']) this.count.inc({ outcome }, 0);
  }

  /** Resolves once the receipt is durable. Rejects with `not_found` for whatever a connector did not ask for, without saying what exists. */
  async take(raw: RawReceipt): Promise<void> {
    if (raw.body.length > MAX_BODY_BYTES) throw new ApiError('payload_too_large');
    const { connectorType, ...claim } = await this.opened(raw);
    this.limit(raw.connection, claim.sent?.command);
    const message: ReceiptMessage = {
      kind: 'receipt',
      ...claim,
      provider: raw.provider,
      connection: raw.connection,
      method: raw.method,
      target: raw.target,
      headers: keptOf(raw.headers),
      body: raw.body.toString('base64'),
      at: new Date(this.now()).toISOString(),
    };
    if (this.waiting >= MAX_WAITING) throw this.unavailable();
    this.waiting += 1;
    try {
      const key = `${claim.tenant}|${raw.connection}`;
      const record = encodeMessage('control', this.topics.control(connectorType), key, message);
      await withinDeadline(this.bus.publish([record]), DEADLINE_MS);
    } catch (error) {
      if (error instanceof MessagingError) throw this.unavailable(error);
      throw error;
    } finally {
      this.waiting -= 1;
    }
    this.count.inc({ outcome: 'accepted' });
  }

  private limit(connection: string, command: string | undefined): void {
    const seconds = this.limiter.take(
      command ?? connection,
      command === undefined ? MOST_OF_CONNECTION : MOST_OF_MESSAGE,
    );
    if (seconds === 0) return;
    this.count.inc({ outcome: 'limited' });
    throw new ApiError('rate_limited', undefined, { headers: { 'Retry-After': String(seconds) } });
  }

  private async opened({ provider, connection, token }: RawReceipt) {
    try {
      const door = await this.doors.open({ provider, connection }, token);
      if (door) return door;
    } catch (error) {
      if (error instanceof PersistenceError) throw this.unavailable(error);
      throw error;
    }
    this.count.inc({ outcome: 'forged' });
    throw notFound();
  }

  private unavailable(cause?: unknown): ApiError {
    this.count.inc({ outcome: 'unavailable' });
    return new ApiError('unavailable', 'The receipt is not kept: send it again.', {
      headers: { 'Retry-After': '5' },
      cause,
    });
  }
}

const keptOf = (headers: RawReceipt['headers']): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value !== undefined && KEPT_HEADERS.test(name) ? [[name, [value].flat().join(', ')]] : [],
    ),
  );
