import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Kcat } from './kcat.js';
import type { RestClient } from './rest-client.js';
import { ROOT, type ServiceProcess } from './service-process.js';
import type { SimulatorClient } from './simulator.js';

export const CONNECTOR_TYPES = ['http', 'sms', 'slack', 'stt'] as const;
export type ConnectorType = (typeof CONNECTOR_TYPES)[number];
export type ServiceId = 'gateway' | 'rules' | `connector-${string}` | 'simulator' | 'standalone';

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

export interface StackOptions {
  /** Added to the environment of every service. */
  readonly env?: Readonly<Record<string, string>>;
  /** Beside those of this project. */
  readonly connectors?: readonly ExtraConnector[];
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
