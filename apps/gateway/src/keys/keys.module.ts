import { Module } from '@nestjs/common';
import type { Feature } from '../core/feature.js';
import { KeyController } from './key.controller.js';
import { KeyService } from './key.service.js';

@Module({ controllers: [KeyController], providers: [KeyService] })
export class KeysModule {}

export const keysFeature: Feature = {
  module: KeysModule,
  access: {
    'GET /v1/api-keys': 'keys:manage',
    'POST /v1/api-keys': 'keys:manage',
    'GET /v1/api-keys/{id}': 'keys:manage',
    'DELETE /v1/api-keys/{id}': 'keys:manage',
  },
};
