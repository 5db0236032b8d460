import { ServerInterceptingCall, type Server, type ServerInterceptor } from '@grpc/grpc-js';
import type { HealthImplementation } from 'grpc-health-check';
import type { Entrance } from '../core/entrance.js';

export interface GrpcServing {
  readonly server: Server;
  readonly health: HealthImplementation;
  /** As health checking knows them. */
  readonly services: readonly string[];
}

/** The gRPC server's connections. */
export class GrpcEntrance implements Entrance {
  private serving: GrpcServing | undefined;
  private seen = 0;

  /** `address`: `<host>:<port>`, where the server listens. */
  constructor(private readonly address: string) {}

  /** For the options of the server that {@link serves} is then told of. */
  readonly note: ServerInterceptor = (_method, call) => {
    this.seen = performance.now();
    return new ServerInterceptingCall(call);
  };

  serves(serving: GrpcServing): void {
    this.serving = serving;
  }

  turnAway(): void {
    if (!this.serving) return;
    const { server, health, services } = this.serving;
    for (const service of services) health.setStatus(service, 'NOT_SERVING');
    // GOAWAY: what runs on a connection ends, what comes next is sent over another one. Nobody is cut off before `close` does it.
    if (!this.address.endsWith(':0')) server.drain(this.address, NEVER_MS);
  }

  lastSeen(): number {
    return this.seen;
  }

  async close(withinMs: number): Promise<void> {
    if (!this.serving) return;
    const { server } = this.serving;
    const cut = setTimeout(() => server.forceShutdown(), withinMs);
    await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
    clearTimeout(cut);
  }
}

/** The longest that a timer knows. */
const NEVER_MS = 2 ** 31 - 1;
