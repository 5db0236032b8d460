import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { topicNames } from '@hookswitch/domain';
import { createKafkaBus, topicSpecs } from '@hookswitch/messaging';
import { migrate } from '@hookswitch/persistence';
import { generateApiKey, generateContinuationKey, generateKeyRing, KeyRing } from '@hookswitch/platform';
import { kafkaBrokers, testDatabase, uniquePrefix } from '@hookswitch/testing';
import { databaseText } from './database-text.js';
import { Kcat } from './kcat.js';
import { freePorts } from './ports.js';
import { RestClient } from './rest-client.js';
import { ServiceProcess } from './service-process.js';
import { SimulatorClient } from './simulator.js';
import {
  CONNECTOR_TYPES,
  find,
  logFile,
  newName,
  startAll,
  type ExtraConnector,
  type ServiceId,
  type Stack,
  type StackOptions,
} from './stack.js';

const PARTITIONS = 4;

/** Every service its own process, on the Kafka and the Postgres of the run, with topics and a database of its own. */
export async function startServicesStack(options: StackOptions = {}): Promise<Stack> {
  const { connectors: extras = [] } = options;
  const prefix = uniquePrefix();
  const brokers = kafkaBrokers();
  const database = await testDatabase();
  await prepare(prefix, database.url);
  const name = newName('services');
  const [http = 0, grpc = 0, simulatorPort = 0, ...adminPorts] = await freePorts(10 + extras.length);
  const simulator = new SimulatorClient(`http://127.0.0.1:${simulatorPort}`);
  const adminKey = generateApiKey().text;
  const environments = await environmentsOf({
    databaseUrl: database.url,
    http,
    grpc,
    simulator: simulator.url,
    simulatorPort,
    adminKey,
    extras,
  });
  const services = new Map<ServiceId, ServiceProcess>();
  for (const [index, [id, own]] of Object.entries(environments).entries()) {
    const adminPort = adminPorts[index] ?? 0;
    const env = {
      KAFKA_BROKERS: brokers.join(','),
      // The least that Kafka allows: a killed service must not hold up its group for long.
      KAFKA_SESSION_SECONDS: '6',
      HOOKSWITCH_TOPIC_PREFIX: prefix,
      HOOKSWITCH_PARTITIONS: String(PARTITIONS),
      HOOKSWITCH_HOST: '127.0.0.1',
      HOOKSWITCH_LOG_LEVEL: 'debug',
      HOOKSWITCH_ADMIN_PORT: String(adminPort),
      NODE_OPTIONS: '--disable-warning=TimeoutNegativeWarning',
      KAFKAJS_NO_PARTITIONER_WARNING: '1',
      // Six services start at once here, and again after each kill.
      NODE_COMPILE_CACHE: join(tmpdir(), 'hookswitch-e2e-compile-cache'),
      ...own,
      ...options.env,
    };
    const readyUrl = id === 'simulator' ? `${simulator.url}/_sim/health` : `http://127.0.0.1:${adminPort}/readyz`;
    const main = extras.find(({ type }) => id === `connector-${type}`)?.main;
    const place = { app: id, ...(main !== undefined && { main }) };
    services.set(
      id as ServiceId,
      new ServiceProcess({ name: id, ...place, env, readyUrl, logFile: logFile(name, id) }),
    );
  }
  await startAll(services.values());
  const admin = new RestClient(`http://127.0.0.1:${http}`, adminKey);
  return {
    kind: 'services',
    admin,
    grpc: `127.0.0.1:${grpc}`,
    simulator,
    kafka: new Kcat({ brokers, prefix }),
    databaseText: () => databaseText(database.url),
    services,
    service: (id) => find(services, id),
    async close() {
      // Nothing is left to lose, and stopping in good order would take its time.
      await Promise.all([...services.values()].map((service) => service.stop('SIGKILL')));
      await database.drop();
    },
  };
}

interface Ground {
  readonly databaseUrl: string;
  readonly http: number;
  readonly grpc: number;
  readonly simulator: string;
  readonly simulatorPort: number;
  readonly adminKey: string;
  readonly extras: readonly ExtraConnector[];
}

/** What each service is told beside what all are told, as an installation's Secrets and values would. */
async function environmentsOf(ground: Ground): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> {
  const { databaseUrl, http, grpc, simulator, simulatorPort, adminKey, extras } = ground;
  const origins = new Map(extras.map(({ type, testOrigin }) => [type, testOrigin]));
  const types = [...CONNECTOR_TYPES, ...origins.keys()];
  const rings = await Promise.all(types.map(async (type) => [type, await generateKeyRing()] as const));
  const connectors = rings.map(([type, ring]) => [
    `connector-${type}`,
    {
      DATABASE_URL: databaseUrl,
      HOOKSWITCH_KEY_RING: ring,
      HOOKSWITCH_PUBLIC_URL: `http://127.0.0.1:${http}`,
      HOOKSWITCH_EGRESS_TEST_ORIGINS: origins.get(type) ?? simulator,
      HOOKSWITCH_RECORDING_HOSTS: '127.0.0.1',
    },
  ]);
  return {
    simulator: { HOOKSWITCH_SIMULATOR_PORT: String(simulatorPort) },
    gateway: {
      DATABASE_URL: databaseUrl,
      HOOKSWITCH_HTTP_PORT: String(http),
      HOOKSWITCH_GRPC_PORT: String(grpc),
      HOOKSWITCH_ADMIN_KEY: adminKey,
      HOOKSWITCH_TRUSTED_SEALING_KEYS: rings.flatMap(([, ring]) => KeyRing.parse(ring).thumbprints).join(','),
    },
    rules: { HOOKSWITCH_RULES_KEYS: generateContinuationKey() },
    ...(Object.fromEntries(connectors) as Record<string, Record<string, string>>),
  };
}

/** What `hookswitch topics ensure` and `hookswitch migrate` do before an installation starts. */
async function prepare(prefix: string, databaseUrl: string): Promise<void> {
  const bus = createKafkaBus({ brokers: kafkaBrokers(), clientId: `${prefix}-prepare` });
  try {
    await bus.ensureTopics(
      topicSpecs(topicNames(prefix), { partitions: PARTITIONS, connectorTypes: [...CONNECTOR_TYPES] }),
    );
  } finally {
    await bus.close();
  }
  await migrate(databaseUrl, 'control');
  await migrate(databaseUrl, 'recorder');
}
