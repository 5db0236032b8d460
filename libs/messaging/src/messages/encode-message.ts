import type { OutgoingRecord } from '../port.js';
import type { MessageKind, MessageOf } from './kinds.js';

/** Raised when a message can no longer be read by what understood the version before; then its topic gets a new `vN` too. */
export const MESSAGE_VERSION = '1';
export const KIND_HEADER = 'hs_kind';
export const VERSION_HEADER = 'hs_version';

export interface EncodeOptions {
  readonly traceparent?: string;
  readonly partition?: number;
}

export const encodeMessage = <K extends MessageKind>(
  kind: K,
  topic: string,
  key: string,
  value: MessageOf<K>,
  { traceparent, partition }: EncodeOptions = {},
): OutgoingRecord => ({
  topic,
  key,
  value: JSON.stringify(value),
  headers: {
    [KIND_HEADER]: kind,
    [VERSION_HEADER]: MESSAGE_VERSION,
    ...(traceparent !== undefined && { traceparent }),
  },
  ...(partition !== undefined && { partition }),
});
