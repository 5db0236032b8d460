import type { Metrics } from '@hookswitch/platform';

/** What rules shows of its work. Tenants and workflows are in its logs and spans, never here. */
export type RulesMeters = ReturnType<typeof rulesMeters>;

export const rulesMeters = (metrics: Metrics) => ({
  matched: metrics.counter('hookswitch_rules_matched_total', 'Workflows that an event fired'),
  evaluated: metrics.counter('hookswitch_rules_evaluated_total', 'Workflows whose conditions were tried'),
  planned: metrics.counter('hookswitch_commands_planned_total', 'Commands that were planned', ['connector']),
  resent: metrics.counter('hookswitch_rules_resent_commands_total', 'Commands sent again as an earlier plan has them'),
  adopted: metrics.counter('hookswitch_rules_adopted_plans_total', 'Plans of another process that came first', [
    'topic',
  ]),
  heldBack: metrics.counter('hookswitch_rules_held_back_total', 'Batches that waited for a revision', ['outcome']),
  deadLetters: metrics.counter('hookswitch_dead_letters_total', 'Messages that cannot go on without a person', [
    'stage',
    'reason',
  ]),
  workflows: metrics.gauge('hookswitch_workflows_in_force', 'Workflows that events are tried against'),
  versionLag: metrics.histogram('hookswitch_workflows_version_lag_seconds', 'Time until a saved workflow was in force'),
});
