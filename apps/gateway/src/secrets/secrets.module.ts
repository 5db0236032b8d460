import { Module } from '@nestjs/common';
import type { Feature } from '../core/feature.js';
import { SecretController } from './secret.controller.js';
import { SecretService } from './secret.service.js';

@Module({ controllers: [SecretController], providers: [SecretService] })
export class SecretsModule {}

export const secretsFeature: Feature = {
  module: SecretsModule,
  access: {
    'GET /v1/secrets': 'connections:use',
    'POST /v1/secrets': 'secrets:write',
    'GET /v1/secrets/{name}': 'connections:use',
    'PUT /v1/secrets/{name}': 'secrets:write',
    'DELETE /v1/secrets/{name}': 'secrets:write',
  },
};
