import type { Ended } from '@hookswitch/persistence';
import type { Metrics } from '../metrics/metrics.js';
import type { Said } from './decide.js';

/** What operators see of a connector. Tenants, workflows, hosts and subjects are no labels. */
export class HostMetrics {
  readonly #metrics: Metrics;
  readonly #connector: string;

  constructor(metrics: Metrics, connector: string) {
    this.#metrics = metrics;
    this.#connector = connector;
  }

  attempt(said: Said, seconds: number): void {
    const outcome = said.kind;
    const errorType = 'error' in said ? said.error.class : '';
    this.#metrics
      .counter('hookswitch_attempts_total', 'Calls of the connector by what they brought', [
        'connector',
        'outcome',
        'error_type',
      ])
      .inc({ connector: this.#connector, outcome, error_type: errorType });
    this.#histogram('hookswitch_attempt_duration_seconds', 'How long calls of the connector took').observe(
      this.#labels,
      seconds,
    );
  }

  firstAttempt(seconds: number): void {
    this.#histogram(
      'hookswitch_event_first_attempt_delay_seconds',
      'From the planning of an undelayed command to its first attempt',
    ).observe(this.#labels, Math.max(0, seconds));
  }

  /** Between the moment a command was due and its start. */
  waited(seconds: number): void {
    this.#histogram(
      'hookswitch_limiter_wait_duration_seconds',
      'How long due commands waited for rate, breaker, order or a free place',
    ).observe(this.#labels, seconds);
  }

  ended(ended: readonly Pick<Ended, 'status' | 'reason'>[]): void {
    const counter = this.#metrics.counter('hookswitch_commands_ended_total', 'Commands that ended', [
      'connector',
      'status',
      'reason',
    ]);
    for (const { status, reason = '' } of ended) counter.inc({ connector: this.#connector, status, reason });
  }

  deadLetter(reason: string): void {
    this.#metrics
      .counter('hookswitch_dead_letters_total', 'Records that cannot go on without a person', ['stage', 'reason'])
      .inc({ stage: `connector-${this.#connector}`, reason });
  }

  secretUnreadable(): void {
    this.#metrics
      .counter('hookswitch_secrets_open_failures_total', 'Stored secrets that could not be opened', ['connector'])
      .inc(this.#labels);
  }

  fenced(): void {
    this.#metrics
      .counter('hookswitch_attempts_fenced_total', 'Outcomes that came after their lease had expired', ['connector'])
      .inc(this.#labels);
  }

  rows(counts: Readonly<Record<string, number>>): void {
    const gauge = this.#metrics.gauge('hookswitch_ledger_rows', 'Commands in the ledger; ended ones are estimated', [
      'connector',
      'state',
    ]);
    for (const [state, count] of Object.entries(counts)) gauge.set({ connector: this.#connector, state }, count);
  }

  state({ oldestDueMs, openBreakers }: { readonly oldestDueMs: number; readonly openBreakers: number }): void {
    this.#metrics
      .gauge('hookswitch_ledger_oldest_due_age_seconds', 'Age of the oldest due command that no limit holds back', [
        'connector',
      ])
      .set(this.#labels, oldestDueMs / 1_000);
    this.#metrics
      .gauge('hookswitch_breaker_open', 'Partition keys whose breaker is open', ['connector'])
      .set(this.#labels, openBreakers);
  }

  get #labels() {
    return { connector: this.#connector };
  }

  #histogram(name: string, help: string) {
    return this.#metrics.histogram(name, help, ['connector']);
  }
}
