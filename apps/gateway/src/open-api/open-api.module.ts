import { Module } from '@nestjs/common';
import type { Feature } from '../core/feature.js';
import { ApiDescription } from './api-description.js';
import { OpenApiController } from './open-api.controller.js';

@Module({ controllers: [OpenApiController], providers: [ApiDescription] })
export class OpenApiModule {}

export const openApiFeature: Feature = { module: OpenApiModule, access: { 'GET /openapi.json': 'public' } };
