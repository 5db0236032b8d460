import type { Command, Json, JsonObject } from '@hookswitch/domain';
import { DEFAULT_RETRY } from '@hookswitch/domain';
import type { Call, CallLog, OpenConnection } from '../connector.js';
import type { HttpClient } from '../http/client.js';
import { Secret } from '../secret.js';

/** A connection as a spec writes it: secrets are plain text. */
export interface PlainConnection {
  readonly settings: JsonObject;
  readonly secrets: Readonly<Record<string, string>>;
  readonly allowedHosts?: readonly string[];
}

export interface CallParts {
  readonly http: HttpClient;
  readonly params: JsonObject;
  readonly connection?: PlainConnection;
  readonly signal?: AbortSignal;
  readonly log?: CallLog;
  readonly attempt?: number;
  readonly command?: Partial<Command>;
  /** Milliseconds since the epoch; default is the clock. */
  readonly now?: number;
}

export const COMMAND_ID = '5f0c6f4e-53a3-5d0b-9d0e-7a8d8f0c1b2a';

const command: Call['command'] = {
  id: COMMAND_ID,
  tenant: 'acme',
  workflow: { id: '0d7c6c1e-7a51-4f0e-8a3e-2f6d0c1b8e11', name: 'contract', version: 1 },
  run: 'a3f1b7a4-41a5-5c62-8a50-0d4f6f3f9f10',
  step: 'act',
  connector: 'contract',
  params: {},
  event: { id: 'evt-1', type: 'call.ended', source: '/specs', subject: 'call-1', time: '2026-11-20T09:16:04.120Z' },
  lane: 'lane',
  delivery: 'at_least_once',
  retry: DEFAULT_RETRY,
  timeoutMs: 30_000,
  issuedAt: '2026-11-20T09:16:05.000Z',
};

/** What the host hands to a connector, for specs. */
export function aCall({ http, params, connection, now, ...more }: CallParts): Call {
  return {
    command: { ...command, params, ...more.command },
    params,
    ...(connection && { connection: openConnection(connection) }),
    attempt: more.attempt ?? 1,
    idempotencyKey: COMMAND_ID,
    http,
    signal: more.signal ?? new AbortController().signal,
    log: more.log ?? new RecordingLog(),
    now: () => now ?? Date.now(),
  };
}

export const openConnection = ({
  settings,
  secrets,
  allowedHosts = ['127.0.0.1'],
}: PlainConnection): OpenConnection => ({
  name: 'contract',
  settings,
  secrets: Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, new Secret(value)])),
  allowedHosts,
});

/** Keeps what a connector logs. */
export class RecordingLog implements CallLog {
  readonly lines: {
    readonly level: string;
    readonly message: string;
    readonly fields?: Readonly<Record<string, Json>>;
  }[] = [];
  info(message: string, fields?: Readonly<Record<string, Json>>): void {
    this.lines.push({ level: 'info', message, ...(fields && { fields }) });
  }
  warn(message: string, fields?: Readonly<Record<string, Json>>): void {
    this.lines.push({ level: 'warn', message, ...(fields && { fields }) });
  }
}
