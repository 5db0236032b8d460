import type { ConnectorManifest } from '@hookswitch/domain';
import { ControlPlane, type ReadUnit, type StoredConnection, type WriteUnit } from '@hookswitch/persistence';
import { Injectable } from '@nestjs/common';
import { Announcements } from '../connectors/announcements.js';
import { Answer } from '../http/answer.js';
import type { WriteRequest } from '../http/write-request.js';
import { ApiError, invalid, notFound } from '../problem/api-error.js';
import { requireRoom } from '../tenants/quota-exceeded.js';
import { ConnectionChecker } from './connection-details.js';
import type { ConnectionBody, NewConnectionBody } from './connection.dto.js';
import { ConnectionStates } from './connection-states.js';

@Injectable()
export class ConnectionService {
  constructor(
    private readonly plane: ControlPlane,
    private readonly checker: ConnectionChecker,
    private readonly announcements: Announcements,
    private readonly states: ConnectionStates,
  ) {}

  show(connection: StoredConnection) {
    const { id, name, connector, settings, allowedHosts, secrets, createdAt, updatedAt } = connection;
    return {
      ...{ id, name, connector, settings, allowedHosts },
      secrets: secrets.map((secret) => ({ ...secret, updatedAt: secret.updatedAt.toISOString() })),
      status: this.states.of(connection),
      createdAt: createdAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
    };
  }

  create(request: WriteRequest, { name, connector, ...body }: NewConnectionBody): Promise<Answer> {
    const { tenant } = request.caller;
    const make = async (unit: WriteUnit) => {
      const manifest = await manifestOf(unit, connector);
      if (await unit.connections.findByName(name))
        throw new ApiError('name_taken', `There is a connection "${name}" already.`);
      await requireRoom(unit, tenant, 'connections');
      const details = await this.checker.details({ tenant, name, manifest, secrets: [] }, body);
      const connection = await unit.connections.create(name, connector, details);
      const { id, generation } = connection;
      return Answer.created(this.show(connection), { generation, location: `/v1/connections/${id}` });
    };
    return this.announcements.answer(() => request.run(this.plane, make));
  }

  update(request: WriteRequest, id: string, body: ConnectionBody): Promise<Answer> {
    const { tenant } = request.caller;
    return request.run(this.plane, async (unit) => {
      const before = await unit.connections.find(id);
      if (!before) throw notFound();
      const { name, connector, secrets } = before;
      const manifest = await manifestOf(unit, connector);
      const details = await this.checker.details({ tenant, name, manifest, secrets }, body);
      const connection = await unit.connections.update(id, details, request.generation);
      if (!connection) throw notFound();
      return Answer.ok(this.show(connection), { generation: connection.generation });
    });
  }

  remove(request: WriteRequest, id: string, force: boolean): Promise<Answer> {
    return request.run(this.plane, async (unit) => {
      const before = await unit.connections.find(id);
      if (!before) throw notFound();
      const text = `"connection":${JSON.stringify(before.name)}`;
      const users = force ? [] : await unit.workflows.thatMention([text], { enabled: true });
      if (users.length > 0) throw new ApiError('in_use', `Workflows in force name it: ${users.join(', ')}.`);
      await unit.connections.remove(id, request.generation);
      return Answer.nothing();
    });
  }
}

async function manifestOf({ connectors }: ReadUnit, type: string): Promise<ConnectorManifest> {
  const found = await connectors.find(type);
  if (!found) throw invalid('/connector', 'unknown_connector', `There is no connector "${type}".`);
  if (!found.manifest.connection) {
    throw invalid('/connector', 'no_connections', `"${type}" has no settings or secrets of its own.`);
  }
  return found.manifest;
}
