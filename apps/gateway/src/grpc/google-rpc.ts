import protobuf from 'protobufjs';

/**
 * What we send of google/rpc/status.proto and google/rpc/error_details.proto, which are as they are for good. Clients read it by the files
 * of Google; the spec does by Google's own library.
 */
const PROTO = `
  syntax = "proto3";
  message Any { string type_url = 1; bytes value = 2; }
  message Duration { int64 seconds = 1; }
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
  message ErrorInfo { string reason = 1; string domain = 2; map<string, string> metadata = 3; }
  message BadRequest {
    message FieldViolation { string field = 1; string description = 2; string reason = 3; }
    repeated FieldViolation field_violations = 1;
  }
  message QuotaFailure {
    message Violation { string subject = 1; string description = 2; }
    repeated Violation violations = 1;
  }
  message RetryInfo { Duration retry_delay = 1; }
`;
const { root } = protobuf.parse(PROTO, new protobuf.Root(), { keepCase: true });

interface Any {
  readonly type_url: string;
  readonly value: Uint8Array;
}
export interface FieldViolation {
  readonly field: string;
  readonly description: string;
  readonly reason: string;
}
export interface QuotaViolation {
  readonly subject: string;
  readonly description: string;
}

const encode = (type: string, message: object): Uint8Array => root.lookupType(type).encode(message).finish();
const detail = (type: string, message: object): Any => ({
  type_url: `type.googleapis.com/google.rpc.${type}`,
  value: encode(type, message),
});

export const errorInfo = (reason: string, metadata: Readonly<Record<string, string>>): Any =>
  detail('ErrorInfo', { reason, domain: 'hookswitch', metadata });
export const badRequest = (field_violations: readonly FieldViolation[]): Any =>
  detail('BadRequest', { field_violations });
export const quotaFailure = (violations: readonly QuotaViolation[]): Any => detail('QuotaFailure', { violations });
export const retryInfo = (seconds: number): Any => detail('RetryInfo', { retry_delay: { seconds } });

/** A `google.rpc.Status`, as `grpc-status-details-bin` holds it. `message` has to be that of the gRPC status: clients compare. */
export const encodeStatus = (code: number, message: string, details: readonly Any[]): Buffer =>
  Buffer.from(encode('Status', { code, message, details }));
