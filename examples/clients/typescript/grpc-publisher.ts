import { fileURLToPath } from 'node:url';
import { credentials, loadPackageDefinition, Metadata, type Client, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { Event } from './event.ts';

const PROTO = fileURLToPath(new URL('../../../apps/gateway/proto', import.meta.url));

/** While the gateway cannot take events: the same event again, which does no harm. */
const RETRIES = {
  methodConfig: [
    {
      name: [{ service: 'hookswitch.v1.EventService' }],
      retryPolicy: {
        maxAttempts: 5,
        initialBackoff: '0.5s',
        maxBackoff: '5s',
        backoffMultiplier: 2,
        retryableStatusCodes: ['UNAVAILABLE'],
      },
    },
  ],
};

interface EventService extends Client {
  publish(
    request: object,
    metadata: Metadata,
    options: { deadline: number },
    done: (error: ServiceError | null) => void,
  ): void;
}

/** Hookswitch over gRPC, by the published proto. */
export class GrpcPublisher {
  readonly #events: EventService;
  readonly #metadata = new Metadata();

  constructor(address: string, key: string) {
    const definition = loadSync('hookswitch/v1/events.proto', { includeDirs: [PROTO] });
    const { hookswitch } = loadPackageDefinition(definition) as unknown as {
      hookswitch: { v1: { EventService: new (...of: ConstructorParameters<typeof Client>) => EventService } };
    };
    this.#events = new hookswitch.v1.EventService(address, credentials.createInsecure(), {
      'grpc.service_config': JSON.stringify(RETRIES),
    });
    this.#metadata.set('authorization', `Bearer ${key}`);
  }

  publish({ id, source, type, subject, data }: Event): Promise<void> {
    const event = { id, source, type, subject, dataJson: Buffer.from(JSON.stringify(data)) };
    return new Promise((resolve, reject) => {
      this.#events.publish({ event }, this.#metadata, { deadline: Date.now() + 10_000 }, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  close(): void {
    this.#events.close();
  }
}
