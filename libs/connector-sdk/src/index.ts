export type { ActionOutcome, Call, CallLog, Connector, OpenConnection, PublishedEvent, TestCall } from './connector.js';
export {
  HTTP_CODES,
  HttpError,
  type HttpAnswer,
  type HttpClient,
  type HttpCode,
  type HttpRequest,
} from './http/client.js';
export { Secret } from './secret.js';
