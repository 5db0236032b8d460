import { topicNames, type Topics } from '@hookswitch/domain';
import { createKafkaBus, topicSpecs } from '@hookswitch/messaging';
import { migrate } from '@hookswitch/persistence';
import { generateApiKey } from '@hookswitch/platform';
import { kafkaBrokers, testDatabase, uniquePrefix } from '@hookswitch/testing';
import { databaseText } from './database-text.js';
import { Kcat } from './kcat.js';
import { freePorts } from './ports.js';
import { RestClient } from './rest-client.js';
import { ServiceProcess } from './service-process.js';
import { environmentsOf, PARTITIONS, type ServicePlace } from './services-environment.js';
import { SimulatorClient } from './simulator.js';
import {
  CONNECTOR_TYPES,
  find,
  logFile,
  newName,
  startAll,
  type Ground,
  type ServiceId,
  type ServicesStack,
  type StackOptions,
} from './stack.js';

/** Every service its own process, on the Kafka and the Postgres of the run, with topics and a database of its own. */
export async function startServicesStack(options: StackOptions = {}): Promise<ServicesStack> {
  const { connectors: extras = [] } = options;
  const prefix = uniquePrefix();
  const topics = topicNames(prefix);
  const { ground, drop } = options.ground ? { ground: options.ground, drop: nothing } : await groundOfRun();
  await prepare(topics, ground);
  const name = newName('services');
  const places = await placesOf(options);
  const simulator = new SimulatorClient(`http://127.0.0.1:${portOf(places, 'simulator')}`);
  const adminKey = generateApiKey().text;
  const environments = await environmentsOf({ ground, prefix, places, simulator, adminKey, options });
  const services = new Map<ServiceId, ServiceProcess>();
  for (const { id, app, admin } of places) {
    const readyUrl = app === 'simulator' ? `${simulator.url}/_sim/health` : `http://127.0.0.1:${admin}/readyz`;
    const main = extras.find(({ type }) => app === `connector-${type}`)?.main;
    const place = { name: id, app, ...(main !== undefined && { main }) };
    services.set(id, new ServiceProcess({ ...place, env: environments(id), readyUrl, logFile: logFile(name, id) }));
  }
  await startAll(services.values());
  const gateways = places.filter(({ app }) => app === 'gateway').map(({ http }) => `http://127.0.0.1:${http}`);
  return {
    kind: 'services',
    admin: new RestClient(gateways[0] ?? '', adminKey),
    grpc: `127.0.0.1:${places.find(({ app }) => app === 'gateway')?.grpc ?? 0}`,
    urls: gateways,
    simulator,
    kafka: new Kcat({ brokers: ground.brokers, prefix }),
    brokers: ground.brokers,
    prefix,
    topics,
    databaseUrl: ground.databaseUrl,
    databaseText: () => databaseText(ground.databaseUrl),
    services,
    service: (id) => find(services, id),
    async close() {
      // Nothing is left to lose, and stopping in good order would take its time.
      await Promise.all([...services.values()].map((service) => service.stop('SIGKILL')));
      await drop();
    },
  };
}

const nothing = (): Promise<void> => Promise.resolve();

async function groundOfRun(): Promise<{ readonly ground: Ground; readonly drop: () => Promise<void> }> {
  const { url, drop } = await testDatabase();
  const brokers = kafkaBrokers();
  return { ground: { brokers, databaseUrl: url, brokersOf: () => brokers, databaseUrlOf: () => url }, drop };
}

/** Ports for every replica of every service. */
async function placesOf({ connectors: extras = [], replicas = {} }: StackOptions): Promise<readonly ServicePlace[]> {
  const connectors = [...CONNECTOR_TYPES, ...extras.map(({ type }) => type)].map(
    (type) => `connector-${type}` as const,
  );
  const ids = (['simulator', 'gateway', 'rules', ...connectors] as const).flatMap((app) =>
    Array.from({ length: replicas[app] ?? 1 }, (_, index) => ({
      app,
      id: index === 0 ? app : (`${app}#${index + 1}` as const),
    })),
  );
  const ports = await freePorts(3 * ids.length);
  return ids.map(({ app, id }, index) => {
    const [admin = 0, http = 0, grpc = 0] = ports.slice(3 * index);
    return { app, id, admin, http, grpc };
  });
}

const portOf = (places: readonly ServicePlace[], id: ServiceId): number =>
  places.find((place) => place.id === id)?.http ?? 0;

/** What `hookswitch topics ensure` and `hookswitch migrate` do before an installation starts. */
async function prepare(topics: Topics, { brokers, databaseUrl }: Ground): Promise<void> {
  const bus = createKafkaBus({ brokers: [...brokers], clientId: 'e2e-prepare' });
  try {
    await bus.ensureTopics(topicSpecs(topics, { partitions: PARTITIONS, connectorTypes: [...CONNECTOR_TYPES] }));
  } finally {
    await bus.close();
  }
  await migrate(databaseUrl, 'control');
  await migrate(databaseUrl, 'recorder');
}
