import { Module } from '@nestjs/common';
import type { Feature } from '../core/feature.js';
import { AuditController } from './audit.controller.js';

@Module({ controllers: [AuditController] })
export class AuditModule {}

export const auditFeature: Feature = { module: AuditModule, access: { 'GET /v1/audit': 'audit:read' } };
