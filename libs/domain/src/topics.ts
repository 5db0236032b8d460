/** Names of all topics. The prefix separates installations that share a Kafka; default `hookswitch`. */
export interface Topics {
  readonly events: string;
  readonly workflows: string;
  readonly connectors: string;
  readonly connections: string;
  readonly results: string;
  readonly tenants: string;
  readonly runs: string;
  readonly status: string;
  readonly deadletters: string;
  commands(type: string): string;
  control(type: string): string;
}

export function topicNames(prefix = 'hookswitch'): Topics {
  const name = (middle: string) => `${prefix}.${middle}.v1`;
  return {
    events: name('events'),
    workflows: name('workflows'),
    connectors: name('connectors'),
    connections: name('connections'),
    results: name('results'),
    tenants: name('tenants'),
    runs: name('runs'),
    status: name('status'),
    deadletters: name('deadletters'),
    commands: (type) => name(`commands.${type}`),
    control: (type) => name(`control.${type}`),
  };
}
