import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHttpClient, type GuardedClient } from '@hookswitch/connector-sdk';
import { aCall, openConnection, RecordingLog } from '@hookswitch/connector-sdk/testing';
import type { JsonObject } from '@hookswitch/domain';
import { createSimulator, type Behaviour, type ProviderName, type Simulator } from '@hookswitch/simulator';
import { smsConnector } from './sms-connector.js';

/** What connector and simulator, each made after the provider's own client, must agree on. */
interface Case {
  readonly name: ProviderName;
  readonly settings?: (base: string) => JsonObject;
  readonly messageId: RegExp;
  /** Whose answer says how many messages a text is. */
  readonly segmentsOf: 'provider' | 'connector';
  readonly refused: readonly (readonly [params: JsonObject, errorClass: string, code: string])[];
  /** A number of the account that cannot text; absent: the provider lists none. */
  readonly voiceOnly?: string;
  readonly busy: Behaviour;
}

const template = (base: string): JsonObject => ({
  url: `${base}/send`,
  basicAuth: true,
  numbers: 'digits',
  body: {
    kind: 'form',
    content: { to: '{{sms.recipient}}', from: '{{sms.sender}}', text: '{{sms.text}}', ref: '{{sms.id}}' },
  },
  success: { path: 'messages[0].status', value: '0' },
  messageIdPath: 'messages[0].id',
  errorPath: 'error.code',
  classes: [{ code: 'no_credit', class: 'config' }],
  testUrl: `${base}/balance`,
});
const UUID = /^[0-9a-f-]{36}$/;

const CASES: readonly Case[] = [
  {
    name: 'twilio',
    messageId: /^SM[0-9a-f]{32}$/,
    segmentsOf: 'provider',
    refused: [
      [{ recipient: '+15005550001' }, 'permanent', '21211'],
      [{ recipient: '+15005550003' }, 'config', '21408'],
      [{ recipient: '+15005550004' }, 'permanent', '21610'],
      [{ sender: '+15005550001' }, 'config', '21212'],
      [{ sender: '+15005550007' }, 'config', '21606'],
      [{ sender: '+15005550008' }, 'retry', '21611'],
    ],
    voiceOnly: '+12025550111',
    busy: { retryAfter: 7 },
  },
  {
    name: 'vonage',
    messageId: UUID,
    segmentsOf: 'provider',
    refused: [
      [{ recipient: '+15005550004' }, 'config', '4'],
      [{ recipient: '+15005550005' }, 'unknown', '5'],
      [{ recipient: '+15005550007' }, 'permanent', '7'],
      [{ recipient: '+15005550009' }, 'config', '9'],
      [{ recipient: '+15005550010' }, 'retry', '10'],
      [{ recipient: '+15005550033' }, 'permanent', '33'],
    ],
    voiceOnly: '+12025550111',
    busy: { retryAfter: 7 },
  },
  {
    name: 'messagebird',
    messageId: /^[0-9a-f]{32}$/,
    segmentsOf: 'provider',
    refused: [
      [{ recipient: '+15005550009' }, 'permanent', '9'],
      [{ recipient: '+15005550010' }, 'permanent', '10'],
      [{ recipient: '+15005550025' }, 'config', '25'],
      [{ recipient: '+15005550099' }, 'unknown', '99'],
    ],
    busy: { retryAfter: 7 },
  },
  {
    name: 'plivo',
    messageId: UUID,
    segmentsOf: 'connector',
    refused: [
      [{ recipient: '+15005550001' }, 'permanent', 'invalid_number'],
      [{ recipient: '+15005550003' }, 'config', 'http_403'],
      [{ sender: '+12025550199' }, 'permanent', 'http_400'],
    ],
    voiceOnly: '+12025550111',
    busy: { retryAfter: 7 },
  },
  {
    name: 'custom',
    settings: (base) => ({ template: template(base) }),
    messageId: UUID,
    segmentsOf: 'connector',
    refused: [
      [{ recipient: '+15005550001' }, 'permanent', 'blocked'],
      [{ recipient: '+15005550002' }, 'config', 'no_credit'],
    ],
    busy: { retryAfter: 7 },
  },
];

const params = { sender: '+12025550100', recipient: '+12025550142', text: 'Sorry we missed you & “yours”! '.repeat(4) };
const good = { id: 'key-id', secret: 'key-secret' };

describe.each(CASES)('$name, simulated', ({ name, settings, messageId, segmentsOf, refused, voiceOnly, busy }) => {
  let simulator: Simulator;
  let http: GuardedClient;
  beforeAll(async () => {
    simulator = await createSimulator({ port: 0, host: '127.0.0.1' });
    http = createHttpClient({ testOrigins: [simulator.url] });
  });
  afterAll(() => simulator.close());
  beforeEach(() => {
    simulator.behave(name);
    simulator.clearRequests();
  });

  const connection = (sender?: string, secrets = good) => {
    const base = `${simulator.url}/${name}`;
    const own = settings?.(base) ?? { baseUrl: base };
    return { settings: { provider: name, ...own, ...(sender !== undefined && { sender }) }, secrets };
  };
  const send = (change: JsonObject = {}, secrets = good) =>
    smsConnector.perform(aCall({ http, params: { ...params, ...change }, connection: connection(undefined, secrets) }));
  const test = (sender?: string, secrets = good) =>
    smsConnector.test?.({
      connection: openConnection(connection(sender, secrets)),
      http,
      signal: new AbortController().signal,
      log: new RecordingLog(),
    });

  it('sends one message', async () => {
    // 124 characters of UCS-2.
    const sent = { provider: name, messageId: expect.stringMatching(messageId) as unknown, segments: 2 };
    expect(await send()).toEqual({ kind: 'succeeded', output: sent });
    expect(simulator.requests().map(({ effect }) => effect)).toEqual(['message']);
    if (segmentsOf === 'provider') {
      expect(await send({ text: '€'.repeat(81) })).toMatchObject({ output: { segments: 2 } });
    }
  });

  it.each(refused)('is refused %j as %s %s', async (change, errorClass, code) => {
    expect(await send(change)).toMatchObject({ error: { class: errorClass, code } });
    expect(simulator.requests()[0]).not.toHaveProperty('effect');
  });

  it('waits when told to, and does not know what a lost answer was', async () => {
    simulator.behave(name, { ...busy, times: 1 }, { status: 503, times: 1 }, { reset: 'after', times: 1 });
    expect(await send()).toMatchObject({ kind: 'retry', throttled: true, afterMs: 7_000 });
    expect(await send()).toMatchObject({ kind: 'unknown' });
    expect(await send()).toMatchObject({ kind: 'unknown' });
    simulator.behave(name, { html: true, times: 1 }, { cutJson: true, times: 1 });
    expect(await send()).toMatchObject({ kind: 'unknown' });
    expect(await send()).toMatchObject({ kind: 'unknown' });
  });

  it('says that its credentials are wrong', async () => {
    const wrong = { id: 'key-id', secret: 'wrong-secret' };
    expect(await send({}, wrong)).toMatchObject({ kind: 'failed' });
    expect(await test(undefined, wrong)).toMatchObject({ ok: false });
    expect(await test()).toMatchObject({ ok: true });
  });

  it('is tried with the sender, where it can list numbers', async () => {
    expect(await test(params.sender)).toMatchObject({ ok: true });
    if (voiceOnly === undefined) return;
    expect(await test(voiceOnly)).toMatchObject({ ok: false, error: { code: 'sender_cannot_text' } });
    expect(await test('+12025550199')).toMatchObject({ ok: false, error: { code: 'sender_not_listed' } });
  });
});
