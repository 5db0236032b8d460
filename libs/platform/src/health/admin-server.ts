import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from '../metrics/metrics.js';
import type { Health, HealthReport } from './health.js';

export interface AdminServer {
  /** The one it got, where 0 was asked for. */
  readonly port: number;
  close(): Promise<void>;
}

export interface AdminOptions {
  readonly host: string;
  readonly port: number;
  readonly health: Health;
  readonly metrics: Metrics;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** `/livez`, `/readyz` and `/metrics` on a port of their own, for the cluster alone. Rejects when the port is taken. */
export function startAdminServer({ host, port, health, metrics }: AdminOptions): Promise<AdminServer> {
  const routes: Readonly<Record<string, () => Answer | Promise<Answer>>> = {
    '/livez': () => report(health.liveness()),
    '/readyz': () => report(health.readiness()),
    '/metrics': async () => ({ status: 200, type: metrics.registry.contentType, body: await metrics.render() }),
  };
  const server = createServer((request, response) => void answer(request, response, routes));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const close = () =>
        new Promise<void>((closed) => {
          server.close(() => closed());
          server.closeAllConnections();
        });
      resolve({ port: (server.address() as AddressInfo).port, close });
    });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  routes: Readonly<Record<string, () => Answer | Promise<Answer>>>,
): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  const { status, type, body } = await answerTo(request.method, route);
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    ...(status === 405 && { allow: 'GET, HEAD' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function answerTo(
  method: string | undefined,
  route: (() => Answer | Promise<Answer>) | undefined,
): Promise<Answer> {
  if (route === undefined) return text(404, 'not found');
  if (method !== 'GET' && method !== 'HEAD') return text(405, 'method not allowed');
  try {
    return await route();
  } catch {
    return text(500, 'the report could not be made');
  }
}

const report = ({ ok, reasons }: HealthReport): Answer => ({
  status: ok ? 200 : 503,
  type: 'application/json',
  body: `${JSON.stringify({ status: ok ? 'ok' : 'unavailable', reasons })}\n`,
});

const text = (status: number, body: string): Answer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${body}\n`,
});
