import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateContinuationKey, generateKeyRing, KeyRing } from '@hookswitch/platform';
import type { SimulatorClient } from './simulator.js';
import { CONNECTOR_TYPES, type Ground, type ServiceId, type StackOptions } from './stack.js';

export const PARTITIONS = 4;

const NEEDS_NO_DATABASE = ['simulator', 'rules'];

type Environment = Readonly<Record<string, string>>;

/** One replica and its ports. */
export interface ServicePlace {
  readonly id: ServiceId;
  readonly app: string;
  readonly admin: number;
  /** Used by the gateway and the simulator alone, as the next one is. */
  readonly http: number;
  readonly grpc: number;
}

interface Surroundings {
  readonly ground: Ground;
  readonly prefix: string;
  readonly places: readonly ServicePlace[];
  readonly simulator: SimulatorClient;
  readonly adminKey: string;
  readonly options: StackOptions;
}

/** What each replica is told, as an installation's Secrets and values would. */
export async function environmentsOf(surroundings: Surroundings): Promise<(id: ServiceId) => Environment> {
  const { ground, prefix, places, options } = surroundings;
  const ofApp = await appEnvironments(surroundings);
  return (id) => {
    const place = places.find((each) => each.id === id);
    if (!place) throw new Error(`this stack has no ${id}`);
    return {
      KAFKA_BROKERS: ground.brokersOf(id).join(','),
      // The least that Kafka allows: a killed service must not hold up its group for long.
      KAFKA_SESSION_SECONDS: '6',
      HOOKSWITCH_TOPIC_PREFIX: prefix,
      HOOKSWITCH_PARTITIONS: String(PARTITIONS),
      HOOKSWITCH_HOST: '127.0.0.1',
      HOOKSWITCH_LOG_LEVEL: 'debug',
      HOOKSWITCH_ADMIN_PORT: String(place.admin),
      NODE_OPTIONS: '--disable-warning=TimeoutNegativeWarning',
      KAFKAJS_NO_PARTITIONER_WARNING: '1',
      // Six services start at once here, and again after each kill.
      NODE_COMPILE_CACHE: join(tmpdir(), 'hookswitch-e2e-compile-cache'),
      ...ofApp[place.app],
      ...(NEEDS_NO_DATABASE.includes(place.app) ? {} : { DATABASE_URL: ground.databaseUrlOf(id) }),
      ...(place.app === 'simulator' && { HOOKSWITCH_SIMULATOR_PORT: String(place.http) }),
      ...(place.app === 'gateway' && {
        HOOKSWITCH_HTTP_PORT: String(place.http),
        HOOKSWITCH_GRPC_PORT: String(place.grpc),
      }),
      ...options.env,
    };
  };
}

/** What all replicas of an app share. */
async function appEnvironments({
  places,
  simulator,
  adminKey,
  options: { connectors: extras = [], origins = [] },
}: Surroundings): Promise<Readonly<Record<string, Environment>>> {
  const ownOrigins = new Map(extras.map(({ type, testOrigin }) => [type, testOrigin]));
  const types = [...CONNECTOR_TYPES, ...ownOrigins.keys()];
  const rings = await Promise.all(types.map(async (type) => [type, await generateKeyRing()] as const));
  const publicUrl = `http://127.0.0.1:${places.find(({ app }) => app === 'gateway')?.http ?? 0}`;
  const connectors = rings.map(([type, ring]): [string, Environment] => [
    `connector-${type}`,
    {
      HOOKSWITCH_KEY_RING: ring,
      HOOKSWITCH_PUBLIC_URL: publicUrl,
      HOOKSWITCH_EGRESS_TEST_ORIGINS: ownOrigins.get(type) ?? [simulator.url, ...origins].join(','),
      HOOKSWITCH_RECORDING_HOSTS: '127.0.0.1',
    },
  ]);
  return {
    gateway: {
      HOOKSWITCH_ADMIN_KEY: adminKey,
      HOOKSWITCH_TRUSTED_SEALING_KEYS: rings.flatMap(([, ring]) => KeyRing.parse(ring).thumbprints).join(','),
    },
    rules: { HOOKSWITCH_RULES_KEYS: generateContinuationKey() },
    ...Object.fromEntries(connectors),
  };
}
