import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ServiceError } from '@grpc/grpc-js';
import protobuf from 'protobufjs';

export interface StatusDetails {
  readonly code: number;
  readonly message: string;
  /** By the name of their type. */
  readonly details: Readonly<Record<string, object>>;
}

interface Status {
  readonly code: number;
  readonly message: string;
  readonly details: readonly { readonly type_url: string; readonly value: Uint8Array }[];
}

/** Google's files, as its client library has them. */
const PROTOS = join(createRequire(import.meta.url).resolve('google-gax'), '../../protos');
const official = new protobuf.Root();
official.resolvePath = (_, file) => join(PROTOS, file);
official.loadSync(['google/rpc/status.proto', 'google/rpc/error_details.proto']);

const read = (type: string, bytes: Uint8Array): protobuf.Message => official.lookupType(type).decode(bytes);

/** What a client reads from a failed call. */
export function detailsOf({ metadata }: Pick<ServiceError, 'metadata'>): StatusDetails {
  const [bytes] = metadata.get('grpc-status-details-bin');
  if (!Buffer.isBuffer(bytes)) throw new Error('the status has no details');
  const { code, message, details } = read('google.rpc.Status', bytes) as unknown as Status;
  const named = details.map(({ type_url: url, value }) => {
    const type = url.replace(/^type\.googleapis\.com\//, '');
    return [type.replace('google.rpc.', ''), read(type, value).toJSON()] as const;
  });
  return { code, message, details: Object.fromEntries(named) };
}
