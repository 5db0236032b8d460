import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { httpService } from '@hookswitch/connector-http';
import { slackService } from '@hookswitch/connector-slack';
import { smsService } from '@hookswitch/connector-sms';
import { sttService } from '@hookswitch/connector-stt';
import { Secret } from '@hookswitch/connector-sdk';
import { topicNames } from '@hookswitch/domain';
import { gatewayService } from '@hookswitch/gateway';
import { createPostgresBus, topicSpecs, type EventBus } from '@hookswitch/messaging';
import { migrate } from '@hookswitch/persistence';
import {
  KeyRing,
  startServices,
  withSettings,
  type Config,
  type ProcessContext,
  type RunningService,
} from '@hookswitch/platform';
import { rulesService } from '@hookswitch/rules';
import { createSimulator } from '@hookswitch/simulator';
import { createApi } from './api.js';
import { openDatabase } from './database.js';
import { greetingEvents, welcome, type Addresses } from './greeting.js';
import { standaloneKeys, type StandaloneKeys } from './keys.js';
import { Parts } from './parts.js';
import { refuseTakenPorts } from './ports.js';
import { loadSamples } from './samples.js';
import { formatLine } from './story/print.js';
import { tellStory } from './story/story.js';

const CONNECTORS = { http: httpService, sms: smsService, slack: slackService, stt: sttService };
/** One process reads them all: more would only cost memory. */
const PARTITIONS = 4;

/** Everything in one process on the embedded default: the same services as on a cluster, over Postgres instead of Kafka. */
export async function startStandalone(
  context: ProcessContext,
  print: (text: string) => void,
  json: boolean,
): Promise<RunningService> {
  const { config } = context;
  await refuseTakenPorts(config.host, [
    { port: config.httpPort, what: 'REST API', setting: 'HOOKSWITCH_HTTP_PORT' },
    { port: config.grpcPort, what: 'gRPC', setting: 'HOOKSWITCH_GRPC_PORT' },
    { port: config.simulatorPort, what: 'simulator', setting: 'HOOKSWITCH_SIMULATOR_PORT' },
  ]);
  const parts = new Parts();
  try {
    await startParts(context, parts, { print, json });
    return parts;
  } catch (error) {
    await parts.close().catch(() => undefined);
    throw error;
  }
}

interface Output {
  readonly print: (text: string) => void;
  readonly json: boolean;
}

async function startParts(context: ProcessContext, parts: Parts, { print, json }: Output): Promise<void> {
  const { config } = context;
  await mkdir(config.dataDir, { recursive: true });
  const keys = await standaloneKeys(config.dataDir, Object.keys(CONNECTORS), config.adminKey?.reveal());
  const say = (text: string) => (json ? undefined : print(text));
  say('Starting Postgres …');
  const databaseUrl = await openDatabase(context, parts);
  await migrate(databaseUrl, 'control');
  await migrate(databaseUrl, 'recorder');
  const topics = topicNames(config.topicPrefix);
  const bus = parts.add(createPostgresBus({ connectionString: databaseUrl }));
  await bus.ensureTopics(topicSpecs(topics, { partitions: PARTITIONS, connectorTypes: Object.keys(CONNECTORS) }));
  const simulator = parts.add(await createSimulator({ port: config.simulatorPort, host: config.host }));
  say('Starting the services …');
  parts.add(
    await tellStory(bus, topics, (line, message) =>
      print(json ? JSON.stringify({ ...line, message }) : formatLine(line, process.stdout.isTTY)),
    ),
  );
  parts.add(await services(context, { databaseUrl, bus, keys, simulatorUrl: simulator.url }));
  const addresses = addressesOf(config, simulator.url);
  const api = createApi(addresses.rest, keys.adminKey);
  if (config.samples) {
    const added = await loadSamples(api, simulator.url);
    if (added.length > 0) say(`Sample workflows loaded: ${added.join(', ')}`);
  }
  print(json ? JSON.stringify({ kind: 'started', ...addresses }) : welcome(addresses, keys.adminKey));
  if (config.samples)
    await api.post(
      '/v1/events',
      [...greetingEvents(`greeting-${randomUUID()}`, simulator.url)],
      'application/cloudevents-batch+json',
    );
}

interface Ground {
  readonly databaseUrl: string;
  readonly bus: EventBus;
  readonly keys: StandaloneKeys;
  readonly simulatorUrl: string;
}

function services(context: ProcessContext, { databaseUrl, bus, keys, simulatorUrl }: Ground): Promise<RunningService> {
  const { config } = context;
  const shared = { databaseUrl: new Secret(databaseUrl), partitions: PARTITIONS };
  const thumbprints = Object.values(keys.rings).flatMap((ring) => KeyRing.parse(ring).thumbprints);
  const connectors = Object.entries(CONNECTORS).map(([type, service]) => ({
    service,
    config: withSettings(config, `connector-${type}`, {
      ...shared,
      keyRing: new Secret(keys.rings[type] ?? ''),
      // Its own outside world, and nothing else on this machine.
      egressTestOrigins: [...config.egressTestOrigins, simulatorUrl],
      recordingHosts: [...config.recordingHosts, new URL(simulatorUrl).hostname],
    }),
  }));
  const gateway = {
    service: gatewayService,
    config: withSettings(config, 'gateway', {
      ...shared,
      trustedSealingKeys: thumbprints,
      adminKey: new Secret(keys.adminKey),
    }),
  };
  const rules = {
    service: rulesService,
    config: withSettings(config, 'rules', { ...shared, rulesKeys: new Secret(keys.rulesKeys) }),
  };
  return startServices([...connectors, gateway, rules], { ...context, bus });
}

/** All servers listen on the same address as the simulator, whose URL says where that is reached. */
function addressesOf({ httpPort, grpcPort, adminPort, dataDir }: Config, simulator: string): Addresses {
  const { hostname } = new URL(simulator);
  return {
    rest: `http://${hostname}:${httpPort}`,
    grpc: `${hostname}:${grpcPort}`,
    admin: `http://${hostname}:${adminPort}`,
    simulator,
    adminKeyFile: join(dataDir, 'admin-key'),
  };
}
