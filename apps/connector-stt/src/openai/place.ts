import type { SttSettings } from '../settings.js';

export interface Place {
  /** For people. */
  readonly title: string;
  readonly transcriptions: string;
  /** Undefined where the server has a path of its own and lists none. */
  readonly models: string | undefined;
  readonly health: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Where the key may go. */
  readonly allowedHosts: readonly string[];
}

const OPENAI = 'https://api.openai.com';
const TRANSCRIPTIONS = '/v1/audio/transcriptions';

/** Where a connection's requests go. OpenAI's clients write `/v1` into the base URL: with or without, it is the same place. */
export function placeOf(
  { baseUrl, transcriptionPath, apiKey }: SttSettings,
  allowedHosts: readonly string[] = [],
): Place {
  const base = (baseUrl ?? OPENAI).replace(/\/v1$/, '');
  return {
    title: baseUrl === undefined ? 'OpenAI' : 'The speech server',
    transcriptions: `${base}${transcriptionPath ?? TRANSCRIPTIONS}`,
    models: (transcriptionPath ?? TRANSCRIPTIONS) === TRANSCRIPTIONS ? `${base}/v1/models` : undefined,
    health: `${base}/health`,
    headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey.reveal()}` },
    allowedHosts: allowedHosts.length > 0 ? allowedHosts : [new URL(OPENAI).host],
  };
}
