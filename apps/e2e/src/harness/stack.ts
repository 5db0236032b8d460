import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Topics } from '@hookswitch/domain';
import type { Kcat } from './kcat.js';
import type { RestClient } from './rest-client.js';
import { ROOT, type ServiceProcess } from './service-process.js';
import type { SimulatorClient } from './simulator.js';

export const CONNECTOR_TYPES = ['http', 'sms', 'slack', 'stt'] as const;
export type ConnectorType = (typeof CONNECTOR_TYPES)[number];
type App = 'gateway' | 'rules' | `connector-${string}` | 'simulator' | 'standalone';
/** `gateway#2`: its second replica. */
export type ServiceId = App | `${App}#${number}`;

/** Hookswitch as it runs for a user, seen only from outside. */
export interface Stack {
  readonly kind: 'services' | 'standalone';
  /** With the first admin key, tenant `default`. */
  readonly admin: RestClient;
  /** `host:port` */
  readonly grpc: string;
  readonly simulator: SimulatorClient;
  /** Absent on standalone, which has no Kafka. */
  readonly kafka?: Kcat;
  /** All that its database holds; absent on standalone, whose database is its own. */
  readonly databaseText?: () => Promise<string>;
  readonly services: ReadonlyMap<ServiceId, ServiceProcess>;
  service(id: ServiceId): ServiceProcess;
  close(): Promise<void>;
}

/** One whose services are processes of their own. */
export interface ServicesStack extends Stack {
  /** REST of every gateway. */
  readonly urls: readonly string[];
  readonly databaseUrl: string;
  readonly prefix: string;
  readonly topics: Topics;
  readonly brokers: readonly string[];
}

/** The Kafka and the Postgres that services stand on, where it is not those of the run. */
export interface Ground {
  /** For the harness itself, past anything that faults are put into. */
  readonly brokers: readonly string[];
  readonly databaseUrl: string;
  /** As a service reaches them. */
  readonly brokersOf: (id: ServiceId) => readonly string[];
  readonly databaseUrlOf: (id: ServiceId) => string;
}

export interface StackOptions {
  /** Added to the environment of every service. */
  readonly env?: Readonly<Record<string, string>>;
  /** Beside those of this project. */
  readonly connectors?: readonly ExtraConnector[];
  /** How many of a service there are; default 1. */
  readonly replicas?: Readonly<Partial<Record<ServiceId, number>>>;
  /** Targets on the loopback, beside the simulator, that http actions may go to. */
  readonly origins?: readonly string[];
  readonly ground?: Ground;
}

/** A connector that was built elsewhere. */
export interface ExtraConnector {
  readonly type: string;
  /** Its built `main.js`. */
  readonly main: string;
  /** Where its target listens on the loopback. */
  readonly testOrigin: string;
}

export const logFile = (stack: string, name: string): string => join(ROOT, 'test-results', 'e2e', stack, `${name}.log`);

export const newName = (kind: string): string => `${kind}-${randomUUID().slice(0, 8)}`;

export function find(services: ReadonlyMap<ServiceId, ServiceProcess>, id: ServiceId): ServiceProcess {
  const service = services.get(id);
  if (!service) throw new Error(`this stack has no ${id}`);
  return service;
}

/** Starts all at once; when one does not come up, none stays. */
export async function startAll(services: Iterable<ServiceProcess>): Promise<void> {
  const all = [...services];
  try {
    for (const service of all) service.start();
    await Promise.all(all.map((service) => service.ready()));
  } catch (error) {
    await Promise.all(all.map((service) => service.end()));
    throw error;
  }
}
