import { Module } from '@nestjs/common';
import type { Feature } from '../core/feature.js';
import { TenantController } from './tenant.controller.js';
import { TenantService } from './tenant.service.js';

@Module({ controllers: [TenantController], providers: [TenantService] })
export class TenantsModule {}

export const tenantsFeature: Feature = {
  module: TenantsModule,
  access: {
    'GET /v1/tenants': 'platform',
    'POST /v1/tenants': 'platform',
    'GET /v1/tenants/{id}': 'platform',
    'PATCH /v1/tenants/{id}': 'platform',
    'POST /v1/tenants/{id}:suspend': 'platform',
    'POST /v1/tenants/{id}:resume': 'platform',
    'GET /v1/tenant': 'authenticated',
    'PATCH /v1/tenant': 'workflows:publish',
  },
};
