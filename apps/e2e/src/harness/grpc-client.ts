import { join } from 'node:path';
import {
  credentials,
  loadPackageDefinition,
  Metadata,
  type ChannelCredentials,
  type Client,
  type ServiceError,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ROOT } from './service-process.js';

const PROTO = join(ROOT, 'apps', 'gateway', 'proto');

/** An event as the proto has it; `data` as JSON text in `dataJson`, or as a Struct. */
export interface GrpcEvent {
  readonly id?: string;
  readonly source?: string;
  readonly type?: string;
  readonly subject?: string;
  readonly time?: { readonly seconds: number; readonly nanos: number };
  readonly data?: object;
  readonly dataJson?: Buffer;
}

export interface GrpcOutcome {
  readonly id: string;
  readonly status: string;
  readonly problems: readonly { readonly pointer: string; readonly code: string }[];
}

interface EventServiceClient extends Client {
  publish(request: object, metadata: Metadata, done: Done<object>): void;
  publishBatch(request: object, metadata: Metadata, done: Done<{ readonly outcomes: readonly GrpcOutcome[] }>): void;
  publishStream(metadata: Metadata): NodeJS.ReadWriteStream;
}
type Done<T> = (error: ServiceError | null, answer: T) => void;

/** `hookswitch.v1.EventService` as a caller with one key sees it: grpc-js on the proto that is published. */
export class GrpcClient {
  readonly #client: EventServiceClient;
  readonly #metadata = new Metadata();

  constructor(address: string, key: string | undefined) {
    const definition = loadSync('hookswitch/v1/events.proto', { includeDirs: [PROTO], enums: String, longs: String });
    const { hookswitch } = loadPackageDefinition(definition) as unknown as Package;
    this.#client = new hookswitch.v1.EventService(address, credentials.createInsecure());
    if (key !== undefined) this.#metadata.set('authorization', `Bearer ${key}`);
  }

  /** Rejects with a ServiceError, whose `code` is gRPC's. */
  publish(event: GrpcEvent): Promise<object> {
    return new Promise((resolve, reject) => {
      this.#client.publish({ event }, this.#metadata, settle(resolve, reject));
    });
  }

  async publishBatch(events: readonly GrpcEvent[]): Promise<readonly GrpcOutcome[]> {
    const { outcomes } = await new Promise<{ readonly outcomes: readonly GrpcOutcome[] }>((resolve, reject) => {
      this.#client.publishBatch({ events }, this.#metadata, settle(resolve, reject));
    });
    return outcomes;
  }

  /** Sends all at once, and resolves to one acknowledgement each. */
  publishStream(events: readonly GrpcEvent[]): Promise<readonly GrpcOutcome[]> {
    return new Promise((resolve, reject) => {
      const call = this.#client.publishStream(this.#metadata);
      const outcomes: GrpcOutcome[] = [];
      call.on('data', ({ outcome }: { outcome: GrpcOutcome }) => outcomes.push(outcome));
      call.once('error', reject);
      call.once('end', () => resolve(outcomes));
      for (const event of events) call.write({ event } as unknown as string);
      call.end();
    });
  }

  close(): void {
    this.#client.close();
  }
}

interface Package {
  readonly hookswitch: {
    readonly v1: {
      readonly EventService: new (address: string, security: ChannelCredentials) => EventServiceClient;
    };
  };
}

const settle =
  <T>(resolve: (value: T) => void, reject: (error: Error) => void): Done<T> =>
  (error, answer) =>
    error ? reject(error) : resolve(answer);
