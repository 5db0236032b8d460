import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { startStandaloneStack } from '../harness/standalone-stack.js';
import type { Stack } from '../harness/stack.js';
import { newTenant } from '../harness/tenant.js';
import { crmStep, document, save } from '../harness/workflows.js';

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}

/** As a collector takes spans over OTLP in JSON. */
const spans: OtlpSpan[] = [];
let collector: Server;
let stack: Stack;

beforeAll(async () => {
  collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as {
        resourceSpans?: readonly { scopeSpans: readonly { spans: readonly OtlpSpan[] }[] }[];
      };
      spans.push(...(body.resourceSpans ?? []).flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans)));
      response.end('{}');
    });
  });
  await new Promise<void>((done) => collector.listen(0, '127.0.0.1', done));
  const { port } = collector.address() as AddressInfo;
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '100',
  };
  stack = await startStandaloneStack({ env });
});
afterAll(async () => {
  await stack.close();
  await new Promise((done) => collector.close(done));
});

it('follows an event from the request that brought it to the target that it reached, in one trace', async () => {
  const tenant = await newTenant(stack);
  await save(tenant, document('traced', ['call.ended'], [crmStep(stack, 'crm', { name: 'Jane' })]));
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const event = {
    specversion: '1.0',
    id: 'traced',
    source: '/pbx',
    type: 'call.ended',
    data: { call_uuid: 'traced', direction: 'incoming' },
  };
  const { key } = await stack.admin.must<{ key: string }>('POST', '/v1/api-keys', {
    ...{ tenant: tenant.id, name: 'producer', scopes: ['events:write'] },
  });
  await stack.admin.as(key).must('POST', '/v1/events', event, { traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
  const trace = await eventually('the attempt is traced', () => {
    const own = spans.filter((span) => span.traceId === traceId);
    return own.some(({ name }) => name === 'perform http') && own;
  });
  const byName = new Map(trace.map((span) => [span.name, span]));
  const [request, send, perform] = ['POST /v1/events', 'send hookswitch.events.v1', 'perform http'].map((name) =>
    byName.get(name),
  );
  expect(request?.parentSpanId).toBe('00f067aa0ba902b7');
  expect(send?.parentSpanId).toBe(request?.spanId);
  expect(perform?.parentSpanId).toBe(send?.spanId);
  const [received] = await stack.simulator.requests({ provider: 'crm' });
  expect(received?.headers.traceparent).toBe(`00-${traceId}-${perform?.spanId ?? ''}-01`);
});
