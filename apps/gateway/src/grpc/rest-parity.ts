import type { GrpcMethodName } from './grpc-access.js';

/** The REST operation that each method does the work of, by the same service and with the same scope. */
export const REST_OF: Readonly<Record<GrpcMethodName, string>> = {
  'EventService/Publish': 'POST /v1/events',
  'EventService/PublishBatch': 'POST /v1/events',
  'EventService/PublishStream': 'POST /v1/events',
  'EventService/ReplayEvent': 'POST /v1/events/{id}:replay',
  'WorkflowService/CreateWorkflow': 'POST /v1/workflows',
  'WorkflowService/GetWorkflow': 'GET /v1/workflows/{id}',
  'WorkflowService/ListWorkflows': 'GET /v1/workflows',
  'WorkflowService/UpdateWorkflow': 'PUT /v1/workflows/{id}',
  'WorkflowService/DeleteWorkflow': 'DELETE /v1/workflows/{id}',
  'WorkflowService/EnableWorkflow': 'POST /v1/workflows/{id}:enable',
  'WorkflowService/DisableWorkflow': 'POST /v1/workflows/{id}:disable',
  'WorkflowService/RollbackWorkflow': 'POST /v1/workflows/{id}:rollback',
  'WorkflowService/ListWorkflowVersions': 'GET /v1/workflows/{id}/versions',
  'WorkflowService/ValidateWorkflow': 'POST /v1/workflows:validate',
  'WorkflowService/TestWorkflow': 'POST /v1/workflows:test',
  'RunService/ListRuns': 'GET /v1/runs',
  'RunService/GetRun': 'GET /v1/runs/{id}',
  'RunService/WatchRun': 'GET /v1/runs/{id}',
  'RunService/CancelRun': 'POST /v1/runs/{id}:cancel',
  'RunService/ExplainEvent': 'GET /v1/explain',
  'DeadLetterService/ListDeadLetters': 'GET /v1/dead-letters',
  'DeadLetterService/GetDeadLetter': 'GET /v1/dead-letters/{id}',
  'DeadLetterService/RedriveDeadLetter': 'POST /v1/dead-letters/{id}:redrive',
  'DeadLetterService/DiscardDeadLetter': 'POST /v1/dead-letters/{id}:discard',
  'DeadLetterService/RedriveDeadLetters': 'POST /v1/dead-letters:redrive',
  'DeadLetterService/ListRedrives': 'GET /v1/redrives',
  'DeadLetterService/GetRedrive': 'GET /v1/redrives/{id}',
  'DeadLetterService/StopRedrive': 'POST /v1/redrives/{id}:stop',
};

/** What gRPC leaves to REST, and why: a pattern of operations each. */
export const REST_ALONE: readonly (readonly [operations: RegExp, why: string])[] = [
  [/^POST \/v1\/workflows\/\{id\}:validate$/, 'ValidateWorkflow does it with an id'],
  [/^GET \/v1\/events(\/\{id\})?$/, 'received events are looked at by people, and explained over gRPC'],
  [/ \/v1\/(connections|connectors|secrets|event-types)\b/, 'set up once, from the console or as code'],
  [/ \/v1\/(api-keys|tenants?|audit|account)\b/, 'administration'],
  [/ \/v1\/receipts\//, 'providers speak HTTP'],
  [/^GET \/openapi\.json$/, 'reflection says the same of gRPC'],
];
