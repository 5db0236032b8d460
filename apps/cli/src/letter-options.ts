import type { Options, OptionSpec } from './command.js';

/** Which dead letters a command is about; as the query of `GET /v1/dead-letters` names them. */
export const LETTER_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  kind: { type: 'string', value: 'KIND', description: 'command or message.' },
  reason: {
    type: 'string',
    value: 'REASON',
    description: 'Such as rejected, exhausted, unknown, not_json, or the code of the last error.',
  },
  stage: { type: 'string', value: 'STAGE', description: 'Of messages: where they could not go on.' },
  workflow: { type: 'string', value: 'ID', description: 'Of this workflow.' },
  connector: { type: 'string', value: 'TYPE', description: 'Of this type of connector, such as http.' },
  run: { type: 'string', value: 'ID', description: 'Of this run.' },
  subject: { type: 'string', value: 'ID', description: 'Of this call (or message, contact).' },
  from: { type: 'string', value: 'RFC3339', description: 'Dead not before.' },
  to: { type: 'string', value: 'RFC3339', description: 'Dead before.' },
};

export const letterFilter = (options: Options): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.keys(LETTER_OPTIONS).map((name) => [name, options.text(name)]));
