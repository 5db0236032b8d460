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
export { Secret } from './secret.js';
