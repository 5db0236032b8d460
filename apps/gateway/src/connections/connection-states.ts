import type { StatusRecord, TestOutcome } from '@hookswitch/domain';
import { Injectable } from '@nestjs/common';

type Attention = Extract<StatusRecord, { readonly kind: 'needs_attention' }>;
type Breaker = Extract<StatusRecord, { readonly kind: 'breaker_open' }>;

/** What connectors say about connections and targets (`status.v1`), kept in memory: every gateway reads it whole. */
@Injectable()
export class ConnectionStates {
  private readonly records = new Map<string, Attention | Breaker>();
  private readonly waiting = new Map<string, (outcome: TestOutcome) => void>();

  put(key: string, record: StatusRecord | undefined): void {
    if (record?.kind === 'test') this.waiting.get(waitingKey(record.tenant, record.request))?.(record.outcome);
    else if (record) this.records.set(key, record);
    else this.records.delete(key);
  }

  of({ tenant, name }: { readonly tenant: string; readonly name: string }) {
    for (const record of this.records.values()) {
      if (record.kind === 'needs_attention' && record.tenant === tenant && record.connection === name) {
        return { state: 'needs_attention' as const, error: record.error, since: record.at };
      }
    }
    return { state: 'ok' as const };
  }

  /** Open breakers of a tenant's commands, by connector type. */
  openBreakers(tenant: string, connector: string) {
    return [...this.records.values()].flatMap((record) =>
      record.kind === 'breaker_open' && record.tenant === tenant && record.connector === connector
        ? [{ key: record.key, since: record.at }]
        : [],
    );
  }

  /** Resolves with the outcome of a test that was asked for, or undefined after the time-out. */
  async outcome(tenant: string, request: string, timeoutMs: number): Promise<TestOutcome | undefined> {
    const key = waitingKey(tenant, request);
    const { promise, resolve } = Promise.withResolvers<TestOutcome | undefined>();
    const timer = setTimeout(() => resolve(undefined), timeoutMs);
    this.waiting.set(key, resolve);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.waiting.delete(key);
    }
  }
}

/** A request id is a UUID of ours; the tenant keeps a hostile connector from answering for others. */
const waitingKey = (tenant: string, request: string): string => `${tenant}|${request}`;
