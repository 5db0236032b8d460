import type { JsonObject } from '@hookswitch/domain';
import { UsageError, type OptionSpec, type Options } from './command.js';

/** Numbers of a tenant by name; the API knows which there are and how far they go. */
export const LIMITS = {
  quota: {
    type: 'string',
    multiple: true,
    value: 'NAME=N',
    description: 'A quota, such as workflows=500; NAME=default takes it back. May be repeated.',
  },
  retention: {
    type: 'string',
    multiple: true,
    value: 'NAME=DAYS',
    description:
      'How long events or runs are kept: eventDays=N, runDays=N; NAME=default takes it back. May be repeated.',
  },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** Those that were typed, as the API takes them: `quotas` and `retention`, each only where there is one. */
export function limitsIn(options: Options): JsonObject {
  const [quotas, retention] = [typed(options, 'quota'), typed(options, 'retention')];
  return { ...(quotas && { quotas }), ...(retention && { retention }) };
}

function typed(options: Options, option: keyof typeof LIMITS): JsonObject | undefined {
  const texts = options.texts(option);
  if (texts.length === 0) return undefined;
  return Object.fromEntries(
    texts.map((text) => {
      const [, name = '', value = ''] = /^(?<name>\w+)=(?<value>\d+|default)$/.exec(text) ?? [];
      const { value: form } = LIMITS[option];
      if (name === '') throw new UsageError(`--${option} takes ${form} or NAME=default, not "${text}".`);
      return [name, value === 'default' ? null : Number(value)];
    }),
  );
}
