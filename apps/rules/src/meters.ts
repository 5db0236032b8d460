import type { Metrics } from '@hookswitch/platform';

/** What rules shows of its work. Tenants and workflows are in its logs and spans, never here. */
export type RulesMeters = ReturnType<typeof rulesMeters>;

export const rulesMeters = (metrics: Metrics) => ({
  matched: metrics.counter('hookswitch_rules_matched_total'),
  evaluated: metrics.counter('hookswitch_rules_evaluated_total'),
  planned: metrics.counter('hookswitch_commands_planned_total'),
  resent: metrics.counter('hookswitch_rules_resent_commands_total'),
  adopted: metrics.counter('hookswitch_rules_adopted_plans_total'),
  heldBack: metrics.counter('hookswitch_rules_held_back_total'),
  deadLetters: metrics.counter('hookswitch_dead_letters_total'),
  workflows: metrics.gauge('hookswitch_workflows_in_force'),
  onEveryEvent: metrics.gauge('hookswitch_workflows_on_every_event'),
  versionLag: metrics.histogram('hookswitch_workflows_version_lag_seconds'),
});
