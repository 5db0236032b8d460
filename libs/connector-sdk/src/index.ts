export type { ActionOutcome, Call, CallLog, Connector, OpenConnection, PublishedEvent, TestCall } from './connector.js';
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
export { createHttpClient, type GuardedClient, type HttpClientOptions, type Refusal } from './http/create-client.js';
export { bindHosts } from './http/bind-hosts.js';
export { guardedFetch } from './http/guarded-fetch.js';
export type { Lookup } from './http/connect.js';
export type { EgressOptions } from './http/egress-policy.js';
export { Secret } from './secret.js';
