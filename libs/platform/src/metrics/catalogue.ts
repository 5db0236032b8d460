import type { ServiceKind } from '../config/setting.js';

export type MetricKind = 'counter' | 'gauge' | 'histogram';

export interface Metric<K extends MetricKind = MetricKind, L extends string = string> {
  readonly kind: K;
  /** Who exposes it; standalone, which holds them all, is not named. */
  readonly services: readonly ServiceKind[];
  readonly help: string;
  /** Each with few values: tenants, workflows, hosts and subjects are in logs and spans. */
  readonly labels: readonly L[];
  /** Of a histogram: upper bounds. */
  readonly buckets?: readonly number[];
}

const EVERY: readonly ServiceKind[] = ['gateway', 'rules', 'connectors'];
const GATEWAY: readonly ServiceKind[] = ['gateway'];
const RULES: readonly ServiceKind[] = ['rules'];
const CONNECTORS: readonly ServiceKind[] = ['connectors'];
const WITH_DATABASE: readonly ServiceKind[] = ['gateway', 'connectors'];

/** From a millisecond to a minute, in seconds. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** For what a limit or an outage can hold back, in seconds. */
const UP_TO_HOURS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1_800, 3_600, 21_600];

const define =
  <const K extends MetricKind>(kind: K) =>
  <const L extends string = never>(
    services: readonly ServiceKind[],
    help: string,
    labels: readonly L[] = [],
  ): Metric<K, L> => ({ kind, services, help, labels });

const counter = define('counter');
const gauge = define('gauge');
const histogram = <const L extends string = never>(
  services: readonly ServiceKind[],
  help: string,
  labels: readonly L[] = [],
  buckets: readonly number[] = SECONDS,
): Metric<'histogram', L> => ({ kind: 'histogram', services, help, labels, buckets });

/**
 * Every metric there is, beside those that describe Node and its process: instruments are made from it, and so is docs/reference/metrics.md.
 * Names follow the conventions of OpenTelemetry where these have one (dots are underscores, the unit comes last).
 */
export const CATALOGUE = {
  http_server_request_duration_seconds: histogram(
    GATEWAY,
    'Requests to the REST API, from the first byte to the end of the answer; without a route: no such path',
    ['method', 'route', 'status'],
  ),
  rpc_server_call_duration_seconds: histogram(
    GATEWAY,
    'gRPC calls, from their start to their status; a stream lasts as long as its producer likes',
    ['rpc_method', 'status'],
  ),
  http_client_request_duration_seconds: histogram(
    CONNECTORS,
    'Requests to targets, from the look-up of the name to the end of the answer, of a download to its headers',
    ['method', 'status', 'error_type'],
  ),

  messaging_client_sent_messages_total: counter(
    EVERY,
    'Records that were given to the bus; with an error, perhaps not all were stored',
    ['messaging_destination_name', 'error_type'],
  ),
  messaging_client_consumed_messages_total: counter(EVERY, 'Records of finished batches', [
    'messaging_destination_name',
    'messaging_consumer_group_name',
  ]),
  messaging_client_operation_duration_seconds: histogram(
    EVERY,
    'Time until what was given to the bus is durable, or is not; once for each topic of a batch',
    ['messaging_operation_name', 'messaging_destination_name', 'error_type'],
  ),
  messaging_process_duration_seconds: histogram(EVERY, 'Time a batch takes', [
    'messaging_destination_name',
    'messaging_consumer_group_name',
    'error_type',
  ]),
  hookswitch_consumer_lag: gauge(EVERY, 'Records of the partition not yet taken, as of its last batch', [
    'topic',
    'partition',
    'group',
  ]),
  hookswitch_consumer_oldest_age_seconds: gauge(
    EVERY,
    'Age of the oldest record in work; rises while a batch does not get done, 0 when nothing is in work',
    ['topic', 'partition', 'group'],
  ),
  hookswitch_consumer_rejected_batches_total: counter(EVERY, 'Batches that failed and are delivered again', ['topic']),

  db_client_connection_count: gauge(WITH_DATABASE, 'Connections to Postgres', ['pool', 'state']),
  db_client_connection_pending_requests: gauge(WITH_DATABASE, 'Work that waits for a connection', ['pool']),
  db_client_operation_duration_seconds: histogram(
    WITH_DATABASE,
    'How long a statement or a transaction held its connection',
    ['pool'],
  ),

  nodejs_eventloop_delay_p99_seconds: gauge(EVERY, 'Delay of the event loop since the last scrape, 99th percentile'),
  v8js_memory_heap_used_bytes: gauge(EVERY, 'Memory that JavaScript objects take'),
  process_cpu_time_seconds_total: counter(EVERY, 'Processor time of the process, user and system'),

  hookswitch_events_total: counter(
    GATEWAY,
    'Events that producers sent, by what became of them, "limited": more than their tenant may send; types of a tenant’s own count as "custom", those of refused events as "unknown"',
    ['outcome', 'type'],
  ),
  hookswitch_receipts_taken_total: counter(
    GATEWAY,
    'Requests to URLs of delivery receipts; "forged": with a token that no connector made; "limited": too many for one URL',
    ['outcome'],
  ),
  hookswitch_control_records_total: counter(GATEWAY, 'Records of the control plane that were published'),
  hookswitch_control_differences_total: counter(GATEWAY, 'Records on the bus that were not what their row says'),
  hookswitch_reconciliation_missing: gauge(
    GATEWAY,
    'What should have been heard of and was not, as each gateway finds it: offsets of events that nobody answers for, commands that are silent, runs that wait for nothing; more than none for an hour needs a person',
    ['what'],
  ),
  hookswitch_reconciliation_resent_total: counter(
    GATEWAY,
    'Commands that were silent for too long and were sent again; one that is known is not performed again',
  ),
  hookswitch_manifests_refused_total: counter(
    GATEWAY,
    'Manifests of connectors that were not used; more than none needs a person',
  ),

  hookswitch_rules_evaluated_total: counter(RULES, 'Workflows whose conditions were tried'),
  hookswitch_rules_matched_total: counter(RULES, 'Workflows that an event fired'),
  hookswitch_rules_resent_commands_total: counter(RULES, 'Commands sent again as an earlier plan has them'),
  hookswitch_rules_adopted_plans_total: counter(RULES, 'Plans of another process that came first', ['topic']),
  hookswitch_rules_held_back_total: counter(
    RULES,
    'Batches that waited for a workflow that their producer had saved before, by whether it came in time',
    ['outcome'],
  ),
  hookswitch_workflows_in_force: gauge(RULES, 'Workflows that events are tried against'),
  hookswitch_workflows_on_every_event: gauge(
    RULES,
    'Workflows in force that cannot be looked up and are evaluated on every event of their triggers',
  ),
  hookswitch_workflows_version_lag_seconds: histogram(RULES, 'Time until a saved workflow was in force'),

  hookswitch_commands_planned_total: counter(RULES, 'Commands that were planned', ['connector']),
  hookswitch_commands_ended_total: counter(CONNECTORS, 'Commands that ended, and why those did that did not succeed', [
    'connector',
    'status',
    'reason',
  ]),
  hookswitch_command_oldest_open_age_seconds: gauge(
    CONNECTORS,
    'Age of the oldest command that has not ended, a redriven one’s since then; of all replicas',
    ['connector'],
  ),
  hookswitch_dead_letters_total: counter(
    ['rules', 'connectors'],
    'Records that cannot go on without a person; commands that ended dead are in hookswitch_commands_ended_total',
    ['connector', 'stage', 'reason'],
  ),
  hookswitch_event_first_attempt_delay_seconds: histogram(
    CONNECTORS,
    'From the acceptance of the event, or the result that the step waited for, to the first attempt of a command without a delay',
    ['connector'],
    UP_TO_HOURS,
  ),
  hookswitch_attempts_total: counter(CONNECTORS, 'Calls of the connector by what they brought', [
    'connector',
    'outcome',
    'error_type',
  ]),
  hookswitch_attempt_duration_seconds: histogram(CONNECTORS, 'How long calls of the connector took', ['connector']),
  hookswitch_receipts_total: counter(
    CONNECTORS,
    'Delivery receipts, by what they came to; "refused": not signed by the provider, or unreadable',
    ['connector', 'provider', 'outcome'],
  ),
  hookswitch_attempts_fenced_total: counter(CONNECTORS, 'Outcomes that came after their lease had expired', [
    'connector',
  ]),
  hookswitch_ledger_rows: gauge(
    CONNECTORS,
    'Commands in the ledger, of all replicas; estimated: ended ones, and waiting ones above 10,000',
    ['connector', 'state'],
  ),
  hookswitch_ledger_oldest_due_age_seconds: gauge(
    CONNECTORS,
    'Age of the oldest due command that no limit holds back',
    ['connector'],
  ),
  hookswitch_limiter_wait_duration_seconds: histogram(
    CONNECTORS,
    'How long due commands waited for rate, breaker, order or a free place',
    ['connector'],
    UP_TO_HOURS,
  ),
  hookswitch_breaker_open: gauge(CONNECTORS, 'Targets that keep failing, so that their commands wait', ['connector']),
  hookswitch_egress_blocked_total: counter(
    CONNECTORS,
    'Requests that the guard let go nowhere: an internal destination, or a host that the credentials are not for',
    ['reason'],
  ),
  hookswitch_secrets_open_failures_total: counter(
    CONNECTORS,
    'Stored secrets that could not be opened; more than none needs a person',
    ['connector'],
  ),
} as const satisfies Readonly<Record<string, Metric>>;

type Catalogue = typeof CATALOGUE;
export type MetricName = keyof Catalogue;
export type NameOf<K extends MetricKind> = {
  [N in MetricName]: Catalogue[N] extends Metric<K> ? N : never;
}[MetricName];
export type LabelOf<N extends MetricName> = Catalogue[N] extends Metric<MetricKind, infer L> ? L : never;
