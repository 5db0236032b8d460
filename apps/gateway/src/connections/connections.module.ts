import { Module } from '@nestjs/common';
import type { Feature } from '../core/feature.js';
import { ConnectionController } from './connection.controller.js';
import { ConnectionChecker } from './connection-details.js';
import { ConnectionService } from './connection.service.js';
import { ConnectionStates } from './connection-states.js';
import { ConnectionTester } from './connection-tester.js';
import { StatusFollower } from './status-follower.controller.js';

@Module({
  controllers: [ConnectionController, StatusFollower],
  providers: [ConnectionService, ConnectionChecker, ConnectionStates, ConnectionTester],
  exports: [ConnectionStates],
})
export class ConnectionsModule {}

export const connectionsFeature: Feature = {
  module: ConnectionsModule,
  access: {
    'GET /v1/connections': 'connections:use',
    'POST /v1/connections': 'connections:write',
    'GET /v1/connections/{id}': 'connections:use',
    'PUT /v1/connections/{id}': 'connections:write',
    'DELETE /v1/connections/{id}': 'connections:write',
    'POST /v1/connections/{id}:test': 'connections:write',
  },
};
