import { expect, it } from '@jest/globals';
import { loadConfig, withSettings } from '../config/config.js';
import { createEngines } from '../engines/create-engines.js';
import { Health } from '../health/health.js';
import { createLogger } from '../logging/logger.js';
import { Metrics } from '../metrics/metrics.js';
import { noTracing } from '../tracing/tracing.js';
import { FakeBus } from '../transport/fake-bus.spec-helper.js';
import type { Service, ServiceContext } from './service.js';
import { startServices } from './start-services.js';

const config = loadConfig('standalone', { HOOKSWITCH_LOG_LEVEL: 'error' });
const shared = () => ({
  config,
  bus: new FakeBus(),
  engines: createEngines(),
  log: createLogger(config),
  metrics: new Metrics(),
  health: new Health(),
  tracing: noTracing,
  fatal: () => undefined,
});

function noting(name: Service['name'], notes: string[], contexts: ServiceContext[] = []): Service {
  return {
    name,
    start(context) {
      contexts.push(context);
      notes.push(`start ${name}`);
      return Promise.resolve({ close: () => Promise.resolve(void notes.push(`close ${name}`)) });
    },
  };
}

it('starts services in order over one bus and closes them backwards', async () => {
  const notes: string[] = [];
  const contexts: ServiceContext[] = [];
  const process = shared();
  const own = withSettings(config, 'rules', { topicPrefix: 'other' });
  const running = await startServices(
    [{ service: noting('gateway', notes, contexts) }, { service: noting('rules', notes, contexts), config: own }],
    process,
  );
  await running.close();
  expect(notes).toEqual(['start gateway', 'start rules', 'close rules', 'close gateway']);
  expect(contexts.map(({ name, topics }) => [name, topics.events])).toEqual([
    ['gateway', 'hookswitch.events.v1'],
    ['rules', 'other.events.v1'],
  ]);
  const [gateway, rules] = contexts;
  expect(rules?.bus).toBe(gateway?.bus);
  expect(contexts.every(({ metrics }) => metrics === process.metrics)).toBe(true);
});

it('counts what goes over the bus, of all services together', async () => {
  const process = shared();
  process.bus.publish = () => Promise.resolve([]);
  const publishing = (name: Service['name']): Service => ({
    name,
    async start({ bus, topics }) {
      await bus.publish([{ topic: topics.events, key: null, value: '' }]);
      return { close: () => Promise.resolve() };
    },
  });
  await startServices([{ service: publishing('gateway') }, { service: publishing('rules') }], process);
  expect(await process.metrics.render()).toContain(
    'messaging_client_sent_messages_total{messaging_destination_name="hookswitch.events.v1",error_type=""} 2',
  );
});

it('closes what has started when a later one does not start', async () => {
  const notes: string[] = [];
  const broken: Service = { name: 'rules', start: () => Promise.reject(new Error('no')) };
  const starting = startServices([{ service: noting('gateway', notes) }, { service: broken }], shared());
  await expect(starting).rejects.toThrow('no');
  expect(notes).toEqual(['start gateway', 'close gateway']);
});

it('closes all of them even when one fails to', async () => {
  const notes: string[] = [];
  const broken: Service = {
    name: 'rules',
    start: () => Promise.resolve({ close: () => Promise.reject(new Error('stuck')) }),
  };
  const running = await startServices([{ service: noting('gateway', notes) }, { service: broken }], shared());
  await expect(running.close()).rejects.toThrow('stuck');
  expect(notes).toEqual(['start gateway', 'close gateway']);
});
