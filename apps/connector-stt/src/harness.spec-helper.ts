import { generateKeyPairSync } from 'node:crypto';
import { createHttpClient, Secret, type Call } from '@hookswitch/connector-sdk';
import type { JsonObject } from '@hookswitch/domain';
import { createSimulator, type RecordedRequest } from '@hookswitch/simulator';
import { createSttConnector } from './stt-connector.js';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

export const serviceAccount = (email: string, project = 'example'): Secret =>
  new Secret(
    JSON.stringify({
      type: 'service_account',
      project_id: project,
      private_key_id: 'k1',
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      client_email: email,
    }),
  );

export interface CallOptions {
  readonly recording?: string;
  readonly id?: string;
  readonly attempt?: number;
  readonly params?: JsonObject;
  readonly settings?: JsonObject;
  readonly credentials?: Secret;
  readonly apiKey?: Secret;
  readonly recordingAuthorization?: Secret;
  readonly properties?: JsonObject;
  readonly now?: number;
}

export const START = Date.parse('2026-11-20T09:17:30Z');
let commands = 0;
export const newId = (): string => `command-${(commands += 1)}`;

/** The connector as its host calls it, with the simulator behind it. */
export async function startHarness(operatorHosts: readonly string[] = []) {
  let now = START + 1000;
  const simulator = await createSimulator({ port: 0, host: '127.0.0.1', now: () => now });
  const http = createHttpClient({ testOrigins: [simulator.url] });
  const connector = createSttConnector({ recordingHosts: operatorHosts });
  const host = new URL(simulator.url).host;
  const warnings: string[] = [];

  const call = (options: CallOptions = {}): Call => {
    const { recording = 'call.wav', id = newId(), attempt = 1 } = options;
    now = options.now ?? START + 1000;
    const {
      recordingAuthorization,
      apiKey,
      credentials = serviceAccount('stt@example.iam.gserviceaccount.com'),
    } = options;
    return {
      command: commandOf(id, { recording_url: `${simulator.url}/recordings/${recording}`, ...options.properties }),
      params: { language: 'en-US', use_enhanced: true, model: 'phone_call', ...options.params },
      connection: {
        name: 'speech',
        settings: { baseUrl: `${simulator.url}/google`, bucket: 'calls', recordingHosts: [host], ...options.settings },
        secrets: { credentials, ...(apiKey && { apiKey }), ...(recordingAuthorization && { recordingAuthorization }) },
        allowedHosts: [host],
      },
      attempt,
      idempotencyKey: id,
      http,
      signal: AbortSignal.timeout(30_000),
      log: { info: () => undefined, warn: (message) => void warnings.push(message) },
      now: () => now,
    };
  };
  /** What Google received, without the requests for tokens. */
  const google = (path?: string): readonly RecordedRequest[] =>
    simulator
      .requests({ provider: 'google' })
      .filter((request) => request.path !== '/token' && (path === undefined || request.path.includes(path)));
  const close = async () => {
    http.close();
    await simulator.close();
  };
  return { simulator, connector, call, google, warnings, close };
}

const commandOf = (id: string, properties: JsonObject): Call['command'] => ({
  id,
  tenant: 'default',
  workflow: { id: 'w-1', name: 'transcribe', version: 1 },
  run: 'run-1',
  step: 'stt',
  connector: 'stt',
  connection: 'speech',
  params: {},
  event: {
    id: 'evt-1',
    type: 'recording.uploaded',
    source: '/cloudtalk/acme',
    subject: 'call-1',
    time: new Date(START).toISOString(),
  },
  properties: { call_uuid: 'call-1', direction: 'incoming', external_number: '+12025550142', ...properties },
  lane: 'lane-1',
  delivery: 'at_least_once',
  retry: { maxAttempts: 12, initialInterval: 1000, factor: 4, maxInterval: 21_600_000, maxElapsed: 108_000_000 },
  timeoutMs: 900_000,
  issuedAt: new Date(START).toISOString(),
});
