import { randomUUID } from 'node:crypto';
import type { ControlMessage, Topics } from '@hookswitch/domain';
import { encodeMessage, type EventBus } from '@hookswitch/messaging';
import { ControlPlane } from '@hookswitch/persistence';
import { Inject, Injectable } from '@nestjs/common';
import { BUS, CLOCK, TOPICS, type Clock } from '../core/tokens.js';
import { Answer } from '../http/answer.js';
import type { WriteRequest } from '../http/write-request.js';
import { ApiError, notFound } from '../problem/api-error.js';
import { ConnectionStates } from './connection-states.js';

const TIMEOUT_MS = 20_000;

/** Lets the connector try a connection for real: only it can open the secrets. */
@Injectable()
export class ConnectionTester {
  constructor(
    private readonly plane: ControlPlane,
    private readonly states: ConnectionStates,
    @Inject(BUS) private readonly bus: EventBus,
    @Inject(TOPICS) private readonly topics: Topics,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** Rejects with `connector_timeout` when no answer comes. */
  async test(request: WriteRequest, id: string): Promise<Answer> {
    const { tenant } = request.caller;
    const connection = await this.plane.read({ tenant }, ({ connections }) => connections.find(id));
    if (!connection) throw notFound();
    const { name, connector } = connection;
    // Noted before it is asked for, outside the transaction that would otherwise stay open while the connector works.
    await request.run(this.plane, async (unit) => {
      await unit.note('connection.tested', { kind: 'connection', id, name });
      return Answer.nothing();
    });
    const asked = randomUUID();
    const outcome = this.states.outcome(tenant, asked, TIMEOUT_MS);
    const at = new Date(this.now()).toISOString();
    const message: ControlMessage = { kind: 'test', tenant, connection: name, request: asked, at };
    await this.bus.publish([encodeMessage('control', this.topics.control(connector), `${tenant}|${name}`, message)]);
    const answer = await outcome;
    if (!answer)
      throw new ApiError(
        'connector_timeout',
        `Connector "${connector}" did not answer within ${TIMEOUT_MS / 1_000} s.`,
      );
    return Answer.ok(answer);
  }
}
