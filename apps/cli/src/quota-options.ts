import type { JsonObject } from '@hookswitch/domain';
import { UsageError, type OptionSpec, type Options } from './command.js';

export const QUOTA: OptionSpec = {
  type: 'string',
  multiple: true,
  value: 'NAME=N',
  description: 'A quota, such as workflows=500; NAME=default takes it back. May be repeated.',
};

/** The quotas that were typed, as the API takes them; it knows their names and how far they go. */
export function quotasIn(options: Options): JsonObject | undefined {
  const typed = options.texts('quota');
  if (typed.length === 0) return undefined;
  return Object.fromEntries(
    typed.map((text) => {
      const [, name = '', value = ''] = /^(?<name>\w+)=(?<value>\d+|default)$/.exec(text) ?? [];
      if (name === '') throw new UsageError(`--quota takes NAME=N or NAME=default, not "${text}".`);
      return [name, value === 'default' ? null : Number(value)];
    }),
  );
}
