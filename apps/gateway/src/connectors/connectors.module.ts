import { Module } from '@nestjs/common';
import { ConnectionsModule } from '../connections/connections.module.js';
import type { Feature } from '../core/feature.js';
import { ConnectorController } from './connector.controller.js';
import { ManifestFollower } from './manifest-follower.controller.js';

@Module({ imports: [ConnectionsModule], controllers: [ConnectorController, ManifestFollower] })
export class ConnectorsModule {}

export const connectorsFeature: Feature = {
  module: ConnectorsModule,
  access: { 'GET /v1/connectors': 'workflows:read', 'GET /v1/connectors/{type}': 'workflows:read' },
};
