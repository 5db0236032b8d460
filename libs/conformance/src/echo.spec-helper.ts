import {
  classify,
  defineConnector,
  rateSettings,
  retryAfterMs,
  send,
  succeeded,
  UNLISTED,
  unknown,
  type Connector,
} from '@hookswitch/connector-sdk';
import type { ConnectorManifest } from '@hookswitch/domain';
import type { ConformanceTarget } from './target.js';

type Perform = (...args: Parameters<Connector['perform']>) => ReturnType<Connector['perform']>;
/** The same connector with one mistake. */
export type Mistake = (perform: Perform) => Perform;

export const TOKEN = 'CANARY-echo-token';
export const closed = (properties: object, required: readonly string[] = []) =>
  ({ type: 'object', properties, required, additionalProperties: false }) as ConnectorManifest['parameters'];

export const manifest: ConnectorManifest = {
  type: 'echo',
  version: '1.0.0',
  title: 'Echo',
  description: 'Sends a text and says what came back.',
  parameters: closed({ text: { type: 'string' } }, ['text']),
  output: closed({ text: { type: 'string' } }, ['text']),
  landings: { text: 'text' },
  secretParams: [],
  secretsAllowedIn: [],
  partitionKey: [{ from: 'connection' }],
  idempotency: 'key',
  delivery: 'at_least_once',
  timeoutMs: 30_000,
  egressHosts: [],
  connection: {
    settings: closed({ baseUrl: { type: 'string', pattern: '^https?://' }, ...rateSettings }, ['baseUrl']),
    secrets: [{ name: 'token', title: 'Token', required: true }],
  },
};

const perform: Perform = async (call) => {
  const { params, connection, http, signal, idempotencyKey } = call;
  const sent = await send(http, {
    method: 'POST',
    url: connection?.settings.baseUrl as string,
    headers: { authorization: connection?.secrets.token?.reveal() ?? '', 'idempotency-key': idempotencyKey },
    body: JSON.stringify(params),
    signal,
  });
  if ('outcome' in sent) return sent.outcome;
  const { status, headers, body } = sent.answer;
  const afterMs = retryAfterMs(headers['retry-after'], call.now());
  if (status >= 300)
    return classify(UNLISTED.read, { status, message: 'No.', ...(afterMs !== undefined && { afterMs }) });
  try {
    return succeeded({ text: (JSON.parse(body.toString()) as { readonly text: string }).text });
  } catch {
    return unknown('unreadable_answer', 'No JSON.');
  }
};

export interface Change {
  readonly mistake?: Mistake;
  readonly manifest?: Partial<ConnectorManifest>;
  readonly more?: Partial<Connector>;
  /** Past the check of `defineConnector`. */
  readonly announced?: Partial<ConnectorManifest>;
}

function connectorOf({ mistake = (same) => same, manifest: other, more, announced }: Change): Connector {
  const connector = defineConnector({ manifest: { ...manifest, ...other }, perform: mistake(perform), ...more });
  return { ...connector, manifest: { ...connector.manifest, ...announced } };
}

export const echo = (change: Change = {}): ConformanceTarget => ({
  connector: connectorOf(change),
  params: () => ({ text: 'Hello' }),
  connection: (origin) => ({ settings: { baseUrl: origin }, secrets: { token: TOKEN } }),
  accepted: { body: { text: 'Hello' } },
  wrongParams: { 'no text': { text: undefined }, 'a number': { text: 7 }, 'an unknown field': { colour: 'red' } },
  wrongSettings: { 'an address that is none': { baseUrl: 'example' } },
  serverError: 'retry',
  unreadable: 'unknown',
  secrets: [TOKEN],
});
