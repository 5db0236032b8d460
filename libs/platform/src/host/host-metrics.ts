import { STATUS_CODES } from 'node:http';
import type { HttpExchange, ReceiptOutcome, Refusal } from '@hookswitch/connector-sdk';
import type { Ended, LedgerCounts } from '@hookswitch/persistence';
import { OTHER } from '../metrics/error-type.js';
import type { Metrics } from '../metrics/metrics.js';
import type { Said } from './decide.js';

/** What operators see of a connector. Tenants, workflows, hosts and subjects are no labels. */
export class HostMetrics {
  readonly #connector: string;
  readonly #meters;

  constructor(metrics: Metrics, connector: string) {
    this.#connector = connector;
    this.#meters = metersOf(metrics);
    // A connector that works has none of these; an alert needs their zero.
    this.#meters.fenced.inc({ connector }, 0);
    this.#meters.unreadable.inc({ connector }, 0);
  }

  attempt(said: Said, seconds: number): void {
    const connector = this.#connector;
    const errorType = 'error' in said ? said.error.class : '';
    this.#meters.attempts.inc({ connector, outcome: said.kind, error_type: errorType });
    this.#meters.attemptDuration.observe({ connector }, seconds);
  }

  firstAttempt(seconds: number): void {
    this.#meters.firstAttemptDelay.observe({ connector: this.#connector }, Math.max(0, seconds));
  }

  /** Between the moment a command was due and its start. */
  waited(seconds: number): void {
    this.#meters.limiterWait.observe({ connector: this.#connector }, seconds);
  }

  ended(ended: readonly Pick<Ended, 'status' | 'reason'>[]): void {
    for (const { status, reason = '' } of ended) this.#meters.ended.inc({ connector: this.#connector, status, reason });
  }

  deadLetter(stage: string, reason: string): void {
    this.#meters.deadLetters.inc({ connector: this.#connector, stage, reason });
  }

  secretUnreadable(): void {
    this.#meters.unreadable.inc({ connector: this.#connector });
  }

  /** `provider` is one that the connector gave a URL to. */
  receipt(provider: string, outcome: ReceiptOutcome['kind']): void {
    this.#meters.receipts.inc({ connector: this.#connector, provider, outcome });
  }

  fenced(): void {
    this.#meters.fenced.inc({ connector: this.#connector });
  }

  ledger({ oldestOpenMs, ...rows }: LedgerCounts): void {
    const connector = this.#connector;
    for (const [state, count] of Object.entries(rows)) this.#meters.rows.set({ connector, state }, count);
    this.#meters.oldestOpen.set({ connector }, oldestOpenMs / 1_000);
  }

  state({ oldestDueMs, openBreakers }: { readonly oldestDueMs: number; readonly openBreakers: number }): void {
    this.#meters.oldestDue.set({ connector: this.#connector }, oldestDueMs / 1_000);
    this.#meters.openBreakers.set({ connector: this.#connector }, openBreakers);
  }

  /** A request to a target, of whatever it chose to send and answer. */
  exchange({ method, status, reason, seconds }: HttpExchange): void {
    const labels = { method: METHODS.has(method) ? method : OTHER, status: statusOf(status), error_type: reason ?? '' };
    this.#meters.exchanges.observe(labels, seconds);
  }

  blocked({ reason }: Pick<Refusal, 'reason'>): void {
    this.#meters.blocked.inc({ reason });
  }
}

const metersOf = (metrics: Metrics) => ({
  attempts: metrics.counter('hookswitch_attempts_total'),
  attemptDuration: metrics.histogram('hookswitch_attempt_duration_seconds'),
  firstAttemptDelay: metrics.histogram('hookswitch_event_first_attempt_delay_seconds'),
  limiterWait: metrics.histogram('hookswitch_limiter_wait_duration_seconds'),
  ended: metrics.counter('hookswitch_commands_ended_total'),
  deadLetters: metrics.counter('hookswitch_dead_letters_total'),
  unreadable: metrics.counter('hookswitch_secrets_open_failures_total'),
  fenced: metrics.counter('hookswitch_attempts_fenced_total'),
  receipts: metrics.counter('hookswitch_receipts_total'),
  rows: metrics.gauge('hookswitch_ledger_rows'),
  oldestOpen: metrics.gauge('hookswitch_command_oldest_open_age_seconds'),
  oldestDue: metrics.gauge('hookswitch_ledger_oldest_due_age_seconds'),
  openBreakers: metrics.gauge('hookswitch_breaker_open'),
  exchanges: metrics.histogram('http_client_request_duration_seconds'),
  blocked: metrics.counter('hookswitch_egress_blocked_total'),
});

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'QUERY']);

/** A target may answer any three digits. */
const statusOf = (status: number | undefined): string =>
  status === undefined ? '' : STATUS_CODES[status] === undefined ? OTHER : String(status);
