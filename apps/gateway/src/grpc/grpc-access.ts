import type { Metadata } from '@grpc/grpc-js';
import { Injectable } from '@nestjs/common';
import { Authenticator } from '../auth/authenticator.js';
import { requireScope, type Caller } from '../auth/caller.js';
import type { Scope } from '../auth/scopes.js';

/** The scope of every method, as `<service>/<method>`; REST asks for the same. */
export const GRPC_ACCESS = {
  'EventService/Publish': 'events:write',
  'EventService/PublishBatch': 'events:write',
  'EventService/PublishStream': 'events:write',
  'EventService/ReplayEvent': 'events:replay',
  'WorkflowService/CreateWorkflow': 'workflows:write',
  'WorkflowService/GetWorkflow': 'workflows:read',
  'WorkflowService/ListWorkflows': 'workflows:read',
  'WorkflowService/UpdateWorkflow': 'workflows:write',
  'WorkflowService/DeleteWorkflow': 'workflows:write',
  'WorkflowService/EnableWorkflow': 'workflows:publish',
  'WorkflowService/DisableWorkflow': 'workflows:publish',
  'WorkflowService/RollbackWorkflow': 'workflows:publish',
  'WorkflowService/ListWorkflowVersions': 'workflows:read',
  'WorkflowService/ValidateWorkflow': 'workflows:write',
  'WorkflowService/TestWorkflow': 'workflows:test',
  'RunService/ListRuns': 'runs:read',
  'RunService/GetRun': 'runs:read',
  'RunService/WatchRun': 'runs:read',
  'RunService/CancelRun': 'runs:cancel',
  'RunService/ExplainEvent': 'runs:read',
  'DeadLetterService/ListDeadLetters': 'runs:read',
  'DeadLetterService/GetDeadLetter': 'runs:read',
  'DeadLetterService/RedriveDeadLetter': 'dead-letters:manage',
  'DeadLetterService/DiscardDeadLetter': 'dead-letters:manage',
  'DeadLetterService/RedriveDeadLetters': 'dead-letters:manage',
  'DeadLetterService/ListRedrives': 'runs:read',
  'DeadLetterService/GetRedrive': 'runs:read',
  'DeadLetterService/StopRedrive': 'dead-letters:manage',
} as const satisfies Readonly<Record<string, Scope>>;
export type GrpcMethodName = keyof typeof GRPC_ACCESS;

/** Finds out who calls, by the same keys and limits as REST. */
@Injectable()
export class GrpcAccess {
  constructor(private readonly authenticator: Authenticator) {}

  async enter(method: GrpcMethodName, metadata: Metadata, peer: string): Promise<Caller> {
    const [authorization] = metadata.get('authorization');
    const caller = await this.authenticator.authenticate(authorization?.toString(), addressOf(peer));
    requireScope(caller, GRPC_ACCESS[method]);
    return caller;
  }
}

/** `ipv4:127.0.0.1:5123`, `127.0.0.1:5123` or `[::1]:5123` without the port. */
const addressOf = (peer: string): string => peer.replace(/^ipv[46]:/, '').replace(/:\d+$/, '');
