import type { JsonObject } from '@hookswitch/domain';

/** Events about a call keep the call's order. */
const ABOUT_A_CALL = new Set(['call', 'recording', 'transcription']);
const IDS: Readonly<Record<string, readonly string[]>> = {
  sms: ['message_id', 'id'],
  agent: ['user_id', 'id'],
  workflow: ['run', 'id'],
};

/** The subject of an event whose producer gave none: the call, else the object's id, else the event's own. */
export function defaultSubject(type: string, id: string, data: JsonObject): string {
  const object = type.slice(0, Math.max(0, type.indexOf('.')));
  const fields = ABOUT_A_CALL.has(object)
    ? ['call_uuid', 'call_id']
    : Object.hasOwn(IDS, object)
      ? (IDS[object] ?? [])
      : [`${object}_id`, 'id'];
  for (const field of fields) {
    const value = Object.hasOwn(data, field) ? data[field] : undefined;
    if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return String(value);
  }
  return id;
}
