export type { ConnectorManifest, Json, JsonObject, TestOutcome } from '@hookswitch/domain';
export type {
  ActionOutcome,
  Call,
  CallLog,
  Connector,
  OpenConnection,
  PublishedEvent,
  ReceiptCall,
  ReceiptOutcome,
  TestCall,
} from './connector.js';
export {
  HTTP_CODES,
  HTTP_REASONS,
  HttpError,
  type DownloadAnswer,
  type DownloadRequest,
  type HttpAnswer,
  type HttpClient,
  type HttpCode,
  type HttpReason,
  type HttpRequest,
} from './http/client.js';
export {
  createHttpClient,
  type GuardedClient,
  type HttpClientOptions,
  type HttpExchange,
  type Refusal,
} from './http/create-client.js';
export { bindHosts } from './http/bind-hosts.js';
export { guardedFetch } from './http/guarded-fetch.js';
export type { Lookup } from './http/connect.js';
export type { EgressOptions } from './http/egress-policy.js';
export { CONNECTOR_CONTRACT, contractProblem } from './contract.js';
export { Secret } from './secret.js';
export { classify, slug, UNLISTED, type ErrorRow, type Refusal as TargetRefusal } from './outcome/classify.js';
export {
  failed,
  misconfigured,
  outcomeOf,
  outcomeOfHttpError,
  pending,
  retry,
  succeeded,
  throttled,
  unknown,
  type ErrorOutcome,
} from './outcome/outcomes.js';
export { retryAfterMs } from './outcome/retry-after.js';
export { send, type Sent } from './outcome/send.js';
export { defineConnector, ManifestError, type CallOf, type ConnectorDefinition } from './manifest/define-connector.js';
export { MANIFEST_CODES, type ManifestCode } from './manifest/manifest-codes.js';
export { manifestProblems } from './manifest/manifest-problems.js';
export { rateSettings } from './manifest/rate-settings.js';
export { schemaValidator, type Validate } from './manifest/schema-validator.js';
