import type { Topics } from '@hookswitch/domain';

/** The full name of a topic from its logical one, such as `events` or `commands.sms`. Throws for a name that no topic has. */
export function topicOf(topics: Topics, logical: string): string {
  const [kind, ...rest] = logical.split('.');
  const type = rest.join('.');
  if (type !== '' && (kind === 'commands' || kind === 'control')) return topics[kind](type);
  const name = new Map<string, unknown>(Object.entries(topics)).get(logical);
  if (typeof name === 'string') return name;
  throw new Error(`there is no topic called ${logical}`);
}
