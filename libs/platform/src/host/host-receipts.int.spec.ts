import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Call, ReceiptCall, ReceiptOutcome } from '@hookswitch/connector-sdk';
import type { ReceiptMessage } from '@hookswitch/domain';
import { decodeEvent } from '@hookswitch/messaging';
import { eventually } from '@hookswitch/testing';
import { HostBench, type BenchHost } from './host-bench.spec-helper.js';
import { ScriptedConnector, command, uuid } from './scripted-connector.spec-helper.js';

const PUBLIC = { HOOKSWITCH_PUBLIC_URL: 'https://hooks.example.com/in' };

function receipt(name: string, change: Partial<ReceiptMessage> = {}): ReceiptMessage {
  return {
    kind: 'receipt',
    tenant: 'acme',
    provider: 'pigeon',
    connection: uuid('main'),
    sent: { command: uuid(name), subject: `call of ${name}`, hopcount: 2 },
    method: 'POST',
    target: `/v1/receipts/pigeon/${uuid('main')}?t=x`,
    headers: { 'x-pigeon-signature': 'good' },
    body: Buffer.from(`said of ${name}`).toString('base64'),
    at: '2026-11-20T09:16:05.000Z',
    ...change,
  };
}

describe('delivery receipts of a connector host', () => {
  let bench: HostBench;
  let host: BenchHost;
  const connector = new ScriptedConnector();
  const calls: ReceiptCall[] = [];
  const report = (data: object = {}): ReceiptOutcome => ({
    kind: 'report',
    state: 'delivered',
    event: { type: 'message.delivered', data: { recipient: '+12025550142', ...data } },
  });
  beforeAll(async () => {
    bench = await HostBench.open('postgres');
    host = await bench.start(connector, {}, PUBLIC);
  });
  afterAll(() => bench.close());
  beforeEach(() => {
    calls.length = 0;
    connector.onReceipt = (call) => {
      calls.push(call);
      return report();
    };
  });
  const callOf = (wanted: string): Call => {
    const found = connector.calls.find(({ name }) => name === wanted);
    if (!found) throw new Error(`there is no call of ${wanted}`);
    return found.call;
  };
  const events = (name: string) =>
    bench.events
      .map((record) => decodeEvent(record, { tenant: 'header' }))
      .flatMap((event) => (event.ok && event.value.id.startsWith(uuid(name)) ? [event.value] : []));
  const counted = async (outcome: string) =>
    Number(
      new RegExp(`hookswitch_receipts_total\\{[^}]*outcome="${outcome}"[^}]*\\} (\\d+)`).exec(
        await host.context.metrics.render(),
      )?.[1] ?? 0,
    );

  it('asks for them with a URL of the connection, and of no command without one', async () => {
    await bench.send(command('asks'));
    await bench.end('asks');
    expect(callOf('asks').receiptUrl?.('pigeon')).toMatch(
      `https://hooks.example.com/in/v1/receipts/pigeon/${uuid('main')}?t=`,
    );
    const { connection: _none, ...bare } = command('bare');
    await bench.send(bare);
    await bench.end('bare');
    expect(callOf('bare').receiptUrl?.('pigeon')).toBeUndefined();
  });

  it('become events of the call, one hop further, with what the provider sent before the connector', async () => {
    await bench.control(receipt('told'));
    const [event] = await eventually('the event', () => (events('told').length > 0 ? events('told') : undefined));
    expect(event).toEqual({
      tenant: 'acme',
      id: `${uuid('told')}~delivered`,
      source: '/hookswitch/connectors/test',
      type: 'message.delivered',
      subject: 'call of told',
      time: '2026-11-20T09:16:05.000Z',
      data: { recipient: '+12025550142', command: uuid('told') },
      hopcount: 3,
    });
    expect(calls).toMatchObject([
      {
        provider: 'pigeon',
        command: uuid('told'),
        method: 'POST',
        url: `https://hooks.example.com/in/v1/receipts/pigeon/${uuid('main')}?t=x`,
        headers: { 'x-pigeon-signature': 'good' },
        at: Date.parse('2026-11-20T09:16:05.000Z'),
        connection: { name: 'main' },
      },
    ]);
    expect(calls[0]?.body.toString()).toBe('said of told');
    expect(calls[0]?.connection.secrets.token?.reveal()).toBe('token-of-main');
  });

  it('that came to the URL of a whole connection belong to the command that they name, if it is the tenant’s', async () => {
    await bench.send(command('named', { hopcount: 4 }));
    await bench.end('named');
    connector.onReceipt = (call) => {
      calls.push(call);
      return { ...report(), command: call.body.toString() } as ReceiptOutcome;
    };
    const { sent: _none, ...whole } = receipt('any');
    const naming = (name: string, change: object = {}) => ({
      ...whole,
      body: Buffer.from(name).toString('base64'),
      ...change,
    });
    await bench.connection('theirs', { tenant: 'other' });
    await bench.control(
      naming('no uuid'),
      naming(uuid('nobody knows')),
      naming(uuid('named'), { tenant: 'other', connection: uuid('theirs') }),
      naming(uuid('named')),
    );
    const [event] = await eventually('the event', () => (events('named').length > 0 ? events('named') : undefined));
    expect(event).toMatchObject({ tenant: 'acme', subject: 'named', hopcount: 5, data: { command: uuid('named') } });
    expect(events('named')).toHaveLength(1);
    expect(calls.map((call) => 'command' in call)).not.toContain(true);
    expect(events('nobody knows')).toEqual([]);
  });

  it('are the same event when they come again', async () => {
    await bench.control(receipt('twice'), receipt('twice', { at: '2026-11-20T10:00:00.000Z' }));
    await eventually('both', () => events('twice').length === 2);
    expect(new Set(events('twice').map(({ source, id }) => `${source} ${id}`)).size).toBe(1);
  });

  it('that are refused, of nobody or too much, or that the connector throws over, are counted and make no event', async () => {
    const before = await counted('refused');
    connector.onReceipt = ({ body }) => {
      if (body.toString() === 'said of thrown') throw new Error('token-of-main');
      if (body.toString() === 'said of large') return report({ text: 'x'.repeat(300_000) });
      return body.toString() === 'said of good'
        ? report({ text: 'token-of-main' })
        : { kind: 'refused', reason: 'signature' };
    };
    await bench.control(
      receipt('forged'),
      receipt('thrown'),
      receipt('large'),
      receipt('nobody', { connection: uuid('nowhere') }),
      receipt('stranger', { tenant: 'other' }),
      receipt('good'),
    );
    await eventually('the good one', () => events('good').length === 1);
    expect(['forged', 'thrown', 'large', 'nobody', 'stranger'].flatMap(events)).toEqual([]);
    expect((await counted('refused')) - before).toBe(5);
    expect(bench.logs).toContain('"reason":"signature"');
    expect(bench.logs).not.toContain('token-of-main');
    expect(JSON.stringify(events('good'))).not.toContain('token-of-main');
  });

  it('are not judged by a connector that has no public URL, and keep nothing else from being done', async () => {
    await host.close();
    host = await bench.start(connector, {});
    await bench.control(receipt('deaf'), {
      kind: 'cancel',
      tenant: 'acme',
      run: uuid('run of late'),
      by: 'eva',
      at: '2026-01-01T00:00:00.000Z',
    });
    await bench.send(command('late', { notBefore: new Date(Date.now() + 60_000).toISOString() }));
    expect(await bench.end('late')).toMatchObject({ status: 'cancelled' });
    expect(calls).toEqual([]);
    expect(await counted('refused')).toBe(1);
  });
});
