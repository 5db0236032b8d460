import { createServer } from 'node:net';
import { credentials, loadPackageDefinition, Metadata, type Client, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { PROTO_DIR, PROTO_FILES } from './proto-files.js';

type Callback = (error: ServiceError | null, answer: unknown) => void;
type Unary = (
  request: object,
  metadata: Metadata,
  callback: Callback,
) => { on(name: string, listener: Listener): void };
type Listener = (value: never) => void;
export interface Stream {
  on(name: string, listener: Listener): Stream;
  cancel(): void;
  pause(): void;
  resume(): void;
}
type ServiceClient = Client & Readonly<Record<string, Unary>>;

/** A caller of one service of ours, by the published proto files. */
export class GrpcCaller {
  private readonly client: ServiceClient;

  constructor(
    service: string,
    address: string,
    private readonly key: string,
  ) {
    const definition = loadSync([...PROTO_FILES], { includeDirs: [PROTO_DIR], enums: String, longs: String });
    const { hookswitch } = loadPackageDefinition(definition) as unknown as Package;
    const Service = hookswitch.v1[service];
    if (!Service) throw new Error(`there is no service ${service}`);
    this.client = new Service(address, credentials.createInsecure());
  }

  /** Rejects with a ServiceError. `headers` of the answer are added to what `seen` holds. */
  call<T>(method: string, request: object, { key = this.key, headers = {}, seen }: CallOptions = {}): Promise<T> {
    return new Promise((resolve, reject) => {
      const send = this.client[method]?.bind(this.client);
      if (!send) throw new Error(`there is no method ${method}`);
      const call = send(request, metadataOf(key, headers), (error, answer) =>
        error ? reject(error) : resolve(answer as T),
      );
      call.on('metadata', (metadata: Metadata) => Object.assign(seen ?? {}, metadata.getMap()));
    });
  }

  stream(method: string, request: object, key = this.key): Stream {
    const open = this.client[method]?.bind(this.client) as unknown as (request: object, metadata: Metadata) => Stream;
    return open(request, metadataOf(key, {}));
  }

  close(): void {
    this.client.close();
  }
}

interface CallOptions {
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly seen?: Record<string, unknown>;
}
interface Package {
  readonly hookswitch: {
    readonly v1: Readonly<Record<string, new (address: string, security: unknown) => ServiceClient>>;
  };
}

function metadataOf(key: string, headers: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  if (key !== '') metadata.set('authorization', `Bearer ${key}`);
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return metadata;
}

export const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
