import { join } from 'node:path';
import { credentials, loadPackageDefinition, Metadata, type Client, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { World } from './scenario.js';
import { ROOT } from './service-process.js';

const PROTO = join(ROOT, 'apps', 'gateway', 'proto');
const FILES = ['hookswitch/v1/workflows.proto', 'hookswitch/v1/runs.proto'];

type Done = (error: ServiceError | null, answer: unknown) => void;
type Method = (request: object, metadata: Metadata, done?: Done) => NodeJS.ReadableStream;
type ServiceClient = Client & Readonly<Record<string, Method>>;

/** A run as `RunService` tells it. */
export interface GrpcRun {
  readonly id: string;
  readonly status: string;
  readonly steps: readonly { readonly id: string; readonly command?: { readonly status: string } }[];
}

/** `hookswitch.v1.WorkflowService` and `RunService` as a caller with one key sees them, on the protos that are published. */
export class GrpcControl {
  readonly #workflows: ServiceClient;
  readonly #runs: ServiceClient;
  readonly #metadata = new Metadata();

  constructor(address: string, key: string) {
    const definition = loadSync(FILES, { includeDirs: [PROTO], enums: String, longs: String, arrays: true });
    const { hookswitch } = loadPackageDefinition(definition) as unknown as Package;
    const { WorkflowService, RunService } = hookswitch.v1;
    this.#workflows = new WorkflowService(address, credentials.createInsecure());
    this.#runs = new RunService(address, credentials.createInsecure());
    this.#metadata.set('authorization', `Bearer ${key}`);
  }

  /** Rejects with a ServiceError, whose `code` is gRPC's; so do the others. */
  workflows<T>(method: string, request: object): Promise<T> {
    return this.#call<T>(this.#workflows, method, request);
  }

  runs<T>(method: string, request: object): Promise<T> {
    return this.#call<T>(this.#runs, method, request);
  }

  /** Resolves to every state of a run until it has ended. */
  watch(id: string): Promise<readonly GrpcRun[]> {
    return new Promise((resolve, reject) => {
      const seen: GrpcRun[] = [];
      const stream = this.#runs['watchRun']?.({ id }, this.#metadata);
      stream?.on('data', ({ run }: { run: GrpcRun }) => seen.push(run));
      stream?.once('error', reject);
      stream?.once('end', () => resolve(seen));
    });
  }

  close(): void {
    this.#workflows.close();
    this.#runs.close();
  }

  #call<T>(client: ServiceClient, method: string, request: object): Promise<T> {
    return new Promise((resolve, reject) => {
      client[method]?.(request, this.#metadata, (error, answer) => (error ? reject(error) : resolve(answer as T)));
    });
  }
}

interface Package {
  readonly hookswitch: { readonly v1: Readonly<Record<'WorkflowService' | 'RunService', Service>> };
}
type Service = new (address: string, security: ReturnType<typeof credentials.createInsecure>) => ServiceClient;

export async function withControl<T>({ stack, tenant }: World, use: (client: GrpcControl) => Promise<T>): Promise<T> {
  const client = new GrpcControl(stack.grpc, tenant.key);
  try {
    return await use(client);
  } finally {
    client.close();
  }
}

/** What has a form in JSON, as a google.protobuf.Struct. */
export const structOf = (object: object): object => ({
  fields: Object.fromEntries(Object.entries(object).map(([name, value]) => [name, valueOf(value)])),
});

function valueOf(value: unknown): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'number') return { numberValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (Array.isArray(value)) return { listValue: { values: value.map(valueOf) } };
  return typeof value === 'object' && value !== null ? { structValue: structOf(value) } : { nullValue: 'NULL_VALUE' };
}
