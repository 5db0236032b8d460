import { describe, expect, it } from '@jest/globals';
import { Metrics } from './metrics.js';

describe('metrics', () => {
  it('asked for twice are the same one', async () => {
    const metrics = new Metrics();
    metrics.counter('hookswitch_events_total').inc({ outcome: 'accepted', type: 'call.ended' }, 2);
    metrics.counter('hookswitch_events_total').inc({ outcome: 'accepted', type: 'call.ended' });
    expect(await metrics.render()).toContain('hookswitch_events_total{outcome="accepted",type="call.ended"} 3');
  });

  it('say what the catalogue says', async () => {
    const metrics = new Metrics();
    metrics.histogram('hookswitch_limiter_wait_duration_seconds').observe({ connector: 'sms' }, 4_000);
    const text = await metrics.render();
    expect(text).toContain('# HELP hookswitch_limiter_wait_duration_seconds How long due commands waited');
    expect(text).toContain('hookswitch_limiter_wait_duration_seconds_bucket{le="3600",connector="sms"} 0');
    expect(text).toContain('hookswitch_limiter_wait_duration_seconds_bucket{le="21600",connector="sms"} 1');
  });

  it('have no labels but their own', () => {
    const events = new Metrics().counter('hookswitch_events_total');
    // @ts-expect-error -- neither compiles nor runs
    expect(() => events.inc({ outcome: 'accepted', tenant: 'acme' })).toThrow('tenant');
  });

  it('of two processes are apart', async () => {
    const [one, other] = [new Metrics(), new Metrics()];
    one.gauge('hookswitch_workflows_in_force').set(1);
    expect(await other.render()).not.toContain('hookswitch_workflows_in_force');
  });

  it('are brought up to date before a scrape, and a failure there does not hide the rest', async () => {
    const metrics = new Metrics();
    const workflows = metrics.gauge('hookswitch_workflows_in_force');
    metrics.beforeScrape(() => Promise.reject(new Error('database is down')));
    metrics.beforeScrape(() => {
      throw new Error('so is this');
    });
    metrics.beforeScrape(() => workflows.set(7));
    expect(await metrics.render()).toContain('hookswitch_workflows_in_force 7');
  });

  it('include event loop, memory and processor of the process', async () => {
    const metrics = new Metrics().collectDefaults();
    const first = values(await metrics.render());
    for (let busy = 0; busy < 5e6; busy += 1);
    const second = values(await metrics.render());
    expect(second.v8js_memory_heap_used_bytes).toBeGreaterThan(1e6);
    expect(second.nodejs_eventloop_delay_p99_seconds).toBeGreaterThanOrEqual(0);
    expect(second.process_cpu_time_seconds_total).toBeGreaterThan(first.process_cpu_time_seconds_total ?? 0);
    // Those that common dashboards for Node read.
    expect(Object.keys(second)).toEqual(
      expect.arrayContaining(['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes']),
    );
  });
});

const values = (text: string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...text.matchAll(/^(\w+) (\S+)$/gm)].map(([, name = '', value]) => [name, Number(value)] as const),
  );
