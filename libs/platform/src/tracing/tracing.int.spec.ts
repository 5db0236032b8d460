import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '../logging/logger.js';
import { startTracing } from './start-tracing.js';
import type { Tracing } from './tracing.js';

interface Exported {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status: { readonly code?: number };
}
interface Export {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Exported[] }[] }[];
}

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = `00-${TRACE}-b7ad6b7169203331-01`;

describe('tracing', () => {
  const spans: Exported[] = [];
  let collector: Server;
  let tracing: Tracing;
  const environment = { ...process.env };
  beforeAll(async () => {
    collector = createServer((request, response) => {
      void text(request).then((body) => {
        const { resourceSpans } = JSON.parse(body) as Export;
        spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
        response.setHeader('content-type', 'application/json').end('{}');
      });
    });
    collector.listen(0, '127.0.0.1');
    await once(collector, 'listening');
    const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    Object.assign(process.env, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' });
    tracing = await startTracing('rules', endpoint);
  });
  afterAll(() => {
    process.env = environment;
    collector.close();
  });

  it('leads one trace from intake to target, with its ids in the log', async () => {
    const out = new PassThrough();
    const log = createLogger({ logLevel: 'info', logFormat: 'json' }, out);
    const consumed = tracing.process('hookswitch.events.v1', {
      parent: PARENT,
      attributes: { 'hookswitch.tenant': 'acme' },
    });
    const sent = tracing.send('hookswitch.commands.http.v1', { parent: consumed.traceparent });
    await tracing.within(consumed, async () => {
      await Promise.resolve();
      log.info('planned');
    });
    sent.end();
    const attempt = tracing.call('attempt http', { parent: sent.traceparent });
    const failing = tracing.within(attempt, () =>
      Promise.reject(Object.assign(new Error('canary'), { code: 'unreachable' })),
    );
    await expect(failing).rejects.toThrow('canary');
    const late = tracing.process('hookswitch.results.v1', { parent: attempt.traceparent, waitedMs: 61_000 });
    late.end();
    await tracing.close();

    const [first, second, third, fourth] = [
      'process hookswitch.events.v1',
      'send hookswitch.commands.http.v1',
      'attempt http',
      'process hookswitch.results.v1',
    ].map((name) => spans.find((span) => span.name === name));
    expect(first).toMatchObject({ traceId: TRACE, parentSpanId: 'b7ad6b7169203331', kind: 5 });
    expect(first?.attributes).toContainEqual({ key: 'hookswitch.tenant', value: { stringValue: 'acme' } });
    expect(second).toMatchObject({ traceId: TRACE, parentSpanId: first?.spanId, kind: 4 });
    expect(third).toMatchObject({ traceId: TRACE, parentSpanId: second?.spanId, kind: 3, status: { code: 2 } });
    expect(third?.attributes).toContainEqual({ key: 'error.type', value: { stringValue: 'unreachable' } });
    expect(JSON.stringify(spans)).not.toContain('canary');
    expect(fourth?.traceId).not.toBe(TRACE);
    expect(fourth?.links).toMatchObject([{ traceId: TRACE, spanId: third?.spanId }]);
    expect(JSON.parse(String(out.read()))).toMatchObject({ trace_id: TRACE, span_id: first?.spanId });
  });

  it('without a collector records nothing and passes contexts on', async () => {
    const off = await startTracing('rules', undefined);
    expect(off.enabled).toBe(false);
    const span = off.process('hookswitch.events.v1', { parent: PARENT });
    expect(span.traceparent).toBe(PARENT);
    expect(off.send('x').traceparent).toBeUndefined();
    expect(await off.within(span, () => Promise.resolve(7))).toBe(7);
    await off.close();
  });
});
