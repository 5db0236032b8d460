import { Secret, type HttpAnswer } from '@hookswitch/connector-sdk';
import type { JsonObject } from '@hookswitch/domain';
import type { SmsMessage } from './message.js';
import type { SmsAccount } from './provider.js';

export const message: SmsMessage = {
  id: 'command-1',
  sender: '+12025550100',
  recipient: '+12025550142',
  text: 'Hi & "bye"',
  segments: 1,
};

export const account = (baseUrl: string, settings: JsonObject = {}, sender?: string): SmsAccount => ({
  id: new Secret('key-id'),
  secret: new Secret('key-secret'),
  baseUrl,
  settings,
  ...(sender !== undefined && { sender }),
});
export const BASIC = `Basic ${Buffer.from('key-id:key-secret').toString('base64')}`;

export const answer = (status: number, body: unknown, headers: HttpAnswer['headers'] = {}): HttpAnswer => ({
  status,
  headers,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  truncated: false,
  broken: false,
});

/** Kinds of outcome by the class of their error. */
export const KINDS = {
  retry: 'retry',
  'retry-after': 'retry',
  permanent: 'failed',
  config: 'failed',
  unknown: 'unknown',
} as const;
