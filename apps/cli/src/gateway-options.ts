import type { Environment } from '@hookswitch/platform';
import { UsageError, type OptionSpec, type Options } from './command.js';

/**
 * Of every command that talks to the gateway. There is none that takes the key itself: what is typed stands in the shell's history and in
 * the list of processes.
 */
export const GATEWAY = {
  server: {
    type: 'string',
    value: 'URL',
    description: 'The gateway; default HOOKSWITCH_URL, or http://127.0.0.1:8080.',
  },
  'api-key-file': {
    type: 'string',
    value: 'FILE',
    description: 'Holds the API key; default HOOKSWITCH_API_KEY, or HOOKSWITCH_API_KEY_FILE.',
  },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** The environment with what was typed in its place. */
export function withGateway(env: Environment, options: Options): Environment {
  const [server, file] = [options.text('server'), options.text('api-key-file')];
  if (server !== undefined && !/^https?:\/\/[^/]/.test(server))
    throw new UsageError(`--server takes an address such as https://hooks.example.com, not "${server}".`);
  return {
    ...env,
    ...(server !== undefined && { HOOKSWITCH_URL: server }),
    ...(file !== undefined && { HOOKSWITCH_API_KEY: undefined, HOOKSWITCH_API_KEY_FILE: file }),
  };
}
