import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpClient, type GuardedClient, type ReceiptCall } from '@hookswitch/connector-sdk';
import { aCall, COMMAND_ID, openConnection, RecordingLog } from '@hookswitch/connector-sdk/testing';
import type { JsonObject } from '@hookswitch/domain';
import { createSimulator, type ProviderName, type ReceiptStep, type Simulator } from '@hookswitch/simulator';
import { eventually } from '@hookswitch/testing';
import { smsConnector } from '../sms-connector.js';

/** The simulator signs as the providers' own clients expect; the connector must see the same. */
interface Case {
  readonly name: ProviderName;
  readonly secrets: Readonly<Record<string, string>>;
  /** A code as the provider gives it. */
  readonly code: string;
  /** What the data says of a message that did not arrive. */
  readonly error: JsonObject;
  /** Secrets with which nothing could be checked. */
  readonly keyless?: Readonly<Record<string, string>>;
  readonly settings?: JsonObject;
  /** The account is told where to report, not each message. */
  readonly perAccount?: true;
}

const CASES: readonly Case[] = [
  {
    name: 'twilio',
    secrets: { id: `AC${'1'.repeat(32)}`, secret: 'auth-token' },
    code: '30003',
    error: { code: '30003', message: 'Unreachable handset' },
    keyless: { id: 'SK1', secret: 'auth-token' },
    settings: { accountSid: `AC${'1'.repeat(32)}` },
  },
  {
    name: 'plivo',
    secrets: { id: 'auth-id', secret: 'auth-token' },
    code: '50',
    error: { code: '50', message: 'Invalid destination number' },
  },
  {
    name: 'messagebird',
    secrets: { secret: 'access-key', signing: 'access-key-signing' },
    code: '104',
    error: { code: '104' },
    keyless: { secret: 'access-key' },
  },
  {
    name: 'vonage',
    secrets: { id: 'api-key', secret: 'api-secret', signing: 'api-secret-signing' },
    code: '9',
    error: { code: '9', message: 'Illegal number' },
    keyless: { id: 'api-key', secret: 'api-secret' },
    perAccount: true,
  },
];

const params = { sender: '+12025550100', recipient: '+12025550142', text: 'Sorry we missed you!' };

describe.each(CASES)('receipts of $name', ({ name, secrets, code, error, keyless, settings, perAccount }) => {
  let simulator: Simulator;
  let http: GuardedClient;
  let server: Server;
  let origin: string;
  const came: Omit<ReceiptCall, 'connection'>[] = [];
  beforeAll(async () => {
    simulator = await createSimulator({ port: 0, host: '127.0.0.1' });
    http = createHttpClient({ testOrigins: [simulator.url] });
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        came.push({
          provider: name,
          ...(!perAccount && { command: COMMAND_ID }),
          method: request.method as 'GET' | 'POST',
          url: origin + (request.url ?? ''),
          headers: request.headers as Record<string, string>,
          body: Buffer.concat(chunks),
          at: Date.now(),
        });
        response.writeHead(202).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    if (perAccount) await tellAccount();
  });
  afterAll(async () => {
    await simulator.close();
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    came.length = 0;
  });

  /** As the person does whom the test of the connection tells to. */
  async function tellAccount(): Promise<void> {
    const signal = new AbortController().signal;
    const receiptUrl = (provider: string) => `${origin}/v1/receipts/${provider}/c?t=abc.d-_e`;
    const call = { connection: openConnection(plain()), http, signal, log: new RecordingLog(), receiptUrl };
    const outcome = await smsConnector.test?.(call);
    const [url = ''] = /http:\S+$/.exec(outcome?.ok ? outcome.message : '') ?? [];
    const authorization = `Basic ${Buffer.from(`${secrets.id}:${secrets.secret}`).toString('base64')}`;
    const body = new URLSearchParams({ drCallBackUrl: url });
    await fetch(`${simulator.url}/${name}/account/settings`, { method: 'POST', headers: { authorization }, body });
    const without = await smsConnector.test?.({ ...call, connection: openConnection(plain(keyless)) });
    expect(without).toMatchObject({ ok: true, message: expect.not.stringContaining('http') });
  }

  const plain = (of = secrets) => ({
    settings: { provider: name, baseUrl: `${simulator.url}/${name}`, ...settings },
    secrets: of,
  });
  const send = async (steps: readonly ReceiptStep[], of = secrets, change: JsonObject = {}) => {
    simulator.behave(name, { receipts: steps });
    const call = aCall({ http, params: { ...params, ...change }, connection: plain(of) });
    const outcome = await smsConnector.perform({
      ...call,
      receiptUrl: (provider) => `${origin}/v1/receipts/${provider}/c?t=abc.d-_e`,
    });
    expect(outcome).toMatchObject({ kind: 'succeeded' });
    return (outcome as unknown as { output: { messageId: string } }).output.messageId;
  };
  const received = async (count: number) => {
    await eventually(`${count} receipts`, () => came.length >= count);
    return came.map((one) => ({ ...one, connection: openConnection(plain()) }));
  };
  const judged = (call: ReceiptCall) => smsConnector.receipt?.(call);

  it('say what became of the message', async () => {
    const message_id = await send([{ status: 'sent' }, { status: 'delivered' }, { status: 'undelivered', code }]);
    const data = {
      message_id,
      channel: 'sms',
      provider: name,
      recipient: params.recipient,
    };
    const [sent, delivered, undelivered] = (await received(3)).map(judged);
    expect(sent).toEqual({ kind: 'ignored', reason: 'underway' });
    expect(delivered).toMatchObject({ kind: 'report', state: 'delivered', event: { type: 'message.delivered', data } });
    expect(delivered).not.toHaveProperty('event.data.error');
    expect(undelivered).toMatchObject({
      kind: 'report',
      state: 'undelivered',
      event: { type: 'message.undelivered', data: { ...data, error } },
    });
  });

  it('count only with the signature of the account, over what was sent', async () => {
    await send([{ status: 'delivered', forged: true }, { status: 'delivered' }]);
    const [forged, genuine] = await received(2);
    const refused = { kind: 'refused', reason: 'signature' };
    expect(judged(forged!)).toEqual(refused);
    expect(judged(genuine!)).toMatchObject({ kind: 'report' });
    const changed = Buffer.from(genuine!.body.toString().replaceAll('delivered', 'undelivered'));
    if (genuine!.body.length > 0) expect(judged({ ...genuine!, body: changed })).toEqual(refused);
    // Vonage signs what it says and where it says it not.
    const elsewhere = perAccount
      ? genuine!.url.replace('status=delivered', 'status=failed')
      : genuine!.url.replace('t=abc', 't=abd');
    expect(judged({ ...genuine!, url: elsewhere })).toEqual(refused);
    const unsigned = {
      url: genuine!.url.replace(/&sig=\w+/, ''),
      headers: { 'content-type': genuine!.headers['content-type'] ?? '' },
    };
    expect(judged({ ...genuine!, ...unsigned })).toEqual(refused);
    const other = openConnection(plain({ ...secrets, secret: 'another', signing: 'another' }));
    expect(judged({ ...genuine!, connection: other })).toEqual(refused);
    const changedProvider = openConnection({ settings: { provider: 'cloudtalk' }, secrets: { id: 'x', ...secrets } });
    expect(judged({ ...genuine!, connection: changedProvider })).toEqual({
      kind: 'refused',
      reason: 'another_provider',
    });
  });

  it('to an account name the command that their message was sent with', async () => {
    if (!perAccount) return;
    await send([{ status: 'delivered' }]);
    const [call] = await received(1);
    expect(judged(call!)).toMatchObject({ kind: 'report', command: COMMAND_ID });
  });

  it('are asked for only where they can be checked', async () => {
    if (perAccount) return;
    if (keyless) await send([{ status: 'delivered' }], keyless);
    const { signing: _apart, ...authorization } = secrets;
    await send([{ status: 'delivered' }], secrets, { authorization });
    await send([{ status: 'delivered' }]);
    await received(1);
    const asked = simulator
      .requests({ provider: name })
      .slice(keyless ? -3 : -2)
      .map(({ body }) => JSON.stringify(body).includes('/v1/receipts/'));
    expect(asked).toEqual([...(keyless ? [false] : []), false, true]);
  });
});
