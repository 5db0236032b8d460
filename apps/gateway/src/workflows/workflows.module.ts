import { Module } from '@nestjs/common';
import type { AccessTable } from '../auth/access.js';
import type { Feature } from '../core/feature.js';
import { DocumentChecker } from './document-checker.js';
import { DryRun } from './dry-run.js';
import { Trial } from './trial.js';
import { WorkflowActionsController } from './workflow-actions.controller.js';
import { WorkflowReader } from './workflow-reader.js';
import { WorkflowController } from './workflow.controller.js';
import { WorkflowService } from './workflow.service.js';

@Module({
  controllers: [WorkflowController, WorkflowActionsController],
  providers: [WorkflowService, WorkflowReader, Trial, DocumentChecker, DryRun],
  exports: [WorkflowService, WorkflowReader, Trial, DocumentChecker],
})
export class WorkflowsModule {}

const access: AccessTable = {
  'GET /v1/workflows': 'workflows:read',
  'POST /v1/workflows': 'workflows:write',
  'GET /v1/workflows/{id}': 'workflows:read',
  'PUT /v1/workflows/{id}': 'workflows:write',
  'DELETE /v1/workflows/{id}': 'workflows:write',
  'GET /v1/workflows/{id}/versions': 'workflows:read',
  'POST /v1/workflows/{id}:validate': 'workflows:write',
  'POST /v1/workflows:validate': 'workflows:write',
  'POST /v1/workflows/{id}:enable': 'workflows:publish',
  'POST /v1/workflows/{id}:disable': 'workflows:publish',
  'POST /v1/workflows/{id}:rollback': 'workflows:publish',
  'POST /v1/workflows:test': 'workflows:test',
};

export const workflowsFeature: Feature = { module: WorkflowsModule, access };
