import { isUtf8 } from 'node:buffer';
import { ok, type Outcome } from '@hookswitch/domain';
import { fault, type DecodeError } from '../decode-error.js';
import type { BusRecord } from '../port.js';
import { KIND_HEADER, MESSAGE_VERSION, VERSION_HEADER } from './encode-message.js';
import type { MessageKind, MessageOf } from './kinds.js';
import { validatorOf } from './validators.js';

/**
 * A message as its contract describes it; fields that the contract does not know are kept, so that a newer writer can be read.
 * Never throws. A tombstone is not a message: check `record.value === null` first.
 */
export function decodeMessage<K extends MessageKind>(kind: K, record: BusRecord): Outcome<MessageOf<K>, DecodeError> {
  const { value, headers } = record;
  if (!value || value.length === 0) return fault('empty', 'the record has no value');
  const version = headers[VERSION_HEADER]?.toString();
  if (version !== undefined && version !== MESSAGE_VERSION) {
    return fault('unknown_version', `version ${version.slice(0, 20)} of ${kind} is not known here`);
  }
  const named = headers[KIND_HEADER]?.toString();
  if (named !== undefined && named !== kind)
    return fault('wrong_kind', `expected ${kind}, found ${named.slice(0, 40)}`);
  if (!isUtf8(value)) return fault('invalid_utf8', 'the value is not UTF-8');
  let message: unknown;
  try {
    message = JSON.parse(value.toString());
  } catch {
    return fault('not_json', 'the value is not JSON');
  }
  const validate = validatorOf(kind);
  if (validate(message)) return ok(message as MessageOf<K>);
  const [error] = validate.errors ?? [];
  return fault('invalid_message', `${kind} ${error?.message ?? 'is invalid'}`, error?.instancePath ?? '');
}
