import { describe, expect, it } from '@jest/globals';
import { Metrics } from './metrics.js';

describe('metrics', () => {
  it('asked for twice are the same one', async () => {
    const metrics = new Metrics();
    metrics.counter('hookswitch_events_total', 'Events', ['outcome']).inc({ outcome: 'accepted' }, 2);
    metrics.counter('hookswitch_events_total', 'Events', ['outcome']).inc({ outcome: 'accepted' });
    expect(await metrics.render()).toContain('hookswitch_events_total{outcome="accepted"} 3');
  });

  it('cannot change their kind', () => {
    const metrics = new Metrics();
    metrics.gauge('rows', 'Rows');
    expect(() => metrics.counter('rows', 'Rows')).toThrow('metric rows exists with another kind');
  });

  it('of two processes are apart', async () => {
    const [one, other] = [new Metrics(), new Metrics()];
    one.gauge('rows', 'Rows').set(1);
    expect(await other.render()).not.toContain('rows');
  });

  it('are brought up to date before a scrape, and a failure there does not hide the rest', async () => {
    const metrics = new Metrics();
    const rows = metrics.gauge('rows', 'Rows');
    metrics.beforeScrape(() => Promise.reject(new Error('database is down')));
    metrics.beforeScrape(() => {
      throw new Error('so is this');
    });
    metrics.beforeScrape(() => rows.set(7));
    expect(await metrics.render()).toContain('rows 7');
  });

  it('include event loop and memory of the process', async () => {
    const text = await new Metrics().collectDefaults().render();
    for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_cpu_seconds_total', 'nodejs_heap_size_used_bytes'])
      expect(text).toContain(name);
  });
});
