import type { TelephonyEvent } from '@hookswitch/domain';
import type { OutgoingRecord } from '../port.js';

/** Binary CloudEvent; the key keeps the events of one subject in order. */
export function encodeEvent(topic: string, event: TelephonyEvent): OutgoingRecord {
  const {
    tenant,
    id,
    source,
    type,
    subject,
    time,
    data,
    traceparent,
    tracestate,
    hopcount,
    replayof,
    replayworkflows,
    revision,
  } = event;
  return {
    topic,
    key: `${tenant}|${subject}`,
    value: JSON.stringify(data),
    headers: {
      ce_specversion: '1.0',
      ce_id: id,
      ce_source: source,
      ce_type: type,
      ce_subject: subject,
      ce_time: time,
      ce_tenantid: tenant,
      'content-type': 'application/json',
      ...(traceparent !== undefined && { ce_traceparent: traceparent, traceparent }),
      ...(tracestate !== undefined && { ce_tracestate: tracestate }),
      ...(hopcount !== undefined && { ce_hopcount: String(hopcount) }),
      ...(replayof !== undefined && { ce_replayof: replayof }),
      ...(replayworkflows !== undefined && { ce_replayworkflows: replayworkflows }),
      ...(revision !== undefined && { ce_revision: String(revision) }),
    },
  };
}
