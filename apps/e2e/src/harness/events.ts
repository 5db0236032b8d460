import type { GrpcEvent } from './grpc-client.js';

/** A CloudEvent in its structured form. */
export interface Event {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  readonly time?: string;
  readonly tenantid?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export const SOURCE = '/e2e/pbx';
export const JANE = '+12025550142';
export const JOHNNY = '+447700900123';
export const OFFICE = '+12025550100';

/** A call that Jane Doe, whom the CRM knows as a VIP, made and nobody answered. */
export function callEnded(id: string, data: Readonly<Record<string, unknown>> = {}, more: Partial<Event> = {}): Event {
  return {
    specversion: '1.0',
    id,
    source: SOURCE,
    type: 'call.ended',
    subject: `call-${id}`,
    ...more,
    data: {
      call_uuid: more.subject ?? `call-${id}`,
      direction: 'incoming',
      internal_number: OFFICE,
      external_number: JANE,
      contacts: [{ id: '99120', name: 'Jane Doe' }],
      waiting_time: 21,
      talking_time: 0,
      ...data,
    },
  };
}

export const recordingUploaded = (
  id: string,
  recordingUrl: string,
  data: Readonly<Record<string, unknown>> = {},
): Event => callEnded(id, { recording_url: recordingUrl, talking_time: 95, ...data }, { type: 'recording.uploaded' });

/** Attributes in `ce-` headers (HTTP) or `ce_` headers (Kafka); the body is `data`. */
export function binaryHeaders({ data: _data, ...attributes }: Event, prefix: 'ce-' | 'ce_'): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`${prefix}${name}`, value]));
}

export function grpcEvent({ id, source, type, subject, data }: Event): GrpcEvent {
  return { id, source, type, ...(subject !== undefined && { subject }), dataJson: Buffer.from(JSON.stringify(data)) };
}
