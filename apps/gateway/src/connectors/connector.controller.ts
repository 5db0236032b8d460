import { ControlPlane, type StoredConnector } from '@hookswitch/persistence';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { FromCaller, type Caller } from '../auth/caller.js';
import { ConnectionStates } from '../connections/connection-states.js';
import { notFound } from '../problem/api-error.js';

@ApiTags('connectors')
@Controller('v1/connectors')
export class ConnectorController {
  constructor(
    private readonly plane: ControlPlane,
    private readonly states: ConnectionStates,
  ) {}

  @Get()
  async list(@FromCaller() { tenant }: Caller) {
    const found = await this.plane.read({ tenant }, ({ connectors }) => connectors.all());
    return { items: found.map((connector) => this.show(tenant, connector)) };
  }

  @Get(':type')
  async get(@FromCaller() { tenant }: Caller, @Param('type') type: string) {
    const found = await this.plane.read({ tenant }, ({ connectors }) => connectors.find(type));
    if (!found) throw notFound();
    return this.show(tenant, found);
  }

  /** Forms are drawn from the manifest; `openBreakers` are targets of the caller's tenant that are being left alone. */
  private show(tenant: string, { manifest, updatedAt }: StoredConnector) {
    return {
      ...manifest,
      canSeal: (manifest.sealingKeys?.length ?? 0) > 0,
      openBreakers: this.states.openBreakers(tenant, manifest.type),
      updatedAt: updatedAt.toISOString(),
    };
  }
}
