import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Entrance } from '../core/entrance.js';

/** The REST API's connections. To be made before the first route is registered. */
export class HttpEntrance implements Entrance {
  private readonly open = new Set<Socket>();
  private isLeaving = false;
  private seen = 0;

  constructor(private readonly fastify: FastifyInstance) {
    fastify.server.on('connection', (socket: Socket) => {
      this.open.add(socket);
      socket.once('close', () => {
        this.seen = performance.now();
        this.open.delete(socket);
      });
    });
    // A caller whose connection ends with an answer has no request under way that would be lost with it.
    fastify.addHook('onSend', (_request, reply, _payload, done) => {
      if (this.isLeaving) void reply.header('connection', 'close');
      done();
    });
  }

  turnAway(): void {
    this.isLeaving = true;
  }

  lastSeen(): number {
    return this.open.size > 0 ? performance.now() : this.seen;
  }

  async close(withinMs: number): Promise<void> {
    const { server } = this.fastify;
    const cut = setTimeout(() => server.closeAllConnections(), withinMs);
    await new Promise<void>((resolve) => server.close(() => resolve()));
    clearTimeout(cut);
  }
}
