import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Metrics } from '../metrics/metrics.js';
import { startAdminServer, type AdminServer } from './admin-server.js';
import { Health } from './health.js';

describe('the admin server', () => {
  const health = new Health();
  const metrics = new Metrics();
  let server: AdminServer;
  let reason: string | undefined;
  beforeAll(async () => {
    health.add('bus', () => reason);
    metrics.counter('hookswitch_control_records_total').inc(3);
    server = await startAdminServer({ host: '127.0.0.1', port: 0, health, metrics });
  });
  afterAll(() => server.close());
  const get = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${server.port}${path}`, { method });

  it('says why the process is not ready, and when it is', async () => {
    reason = 'not connected';
    const waiting = await get('/readyz');
    expect(waiting.status).toBe(503);
    expect(await waiting.json()).toEqual({ status: 'unavailable', reasons: { bus: 'not connected' } });
    reason = undefined;
    const ready = await get('/readyz?verbose');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ status: 'ok', reasons: {} });
  });

  it('says that the process is alive though it is not ready', async () => {
    reason = 'not connected';
    expect((await get('/livez')).status).toBe(200);
  });

  it('gives the metrics in the format of Prometheus', async () => {
    const answer = await get('/metrics');
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(await answer.text()).toContain('hookswitch_control_records_total 3');
  });

  it('answers 404 and 405 for everything else', async () => {
    for (const path of ['/', '/metrics/', '/constructor']) expect((await get(path)).status).toBe(404);
    const posted = await get('/metrics', 'POST');
    expect(posted.status).toBe(405);
    expect(posted.headers.get('allow')).toBe('GET, HEAD');
    const head = await get('/livez', 'HEAD');
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('rejects when its port is taken', async () => {
    await expect(startAdminServer({ host: '127.0.0.1', port: server.port, health, metrics })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
