import { Module } from '@nestjs/common';
import type { Feature } from '../core/feature.js';
import { TenantController } from './tenant.controller.js';

@Module({ controllers: [TenantController] })
export class TenantsModule {}

export const tenantsFeature: Feature = {
  module: TenantsModule,
  access: {
    'GET /v1/tenants': 'platform',
    'POST /v1/tenants': 'platform',
    'GET /v1/tenants/{id}': 'platform',
    'PATCH /v1/tenants/{id}': 'platform',
    'GET /v1/tenant': 'authenticated',
  },
};
