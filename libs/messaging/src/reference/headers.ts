import type { JsonObject } from '@hookswitch/domain';
import { KIND_HEADER, MESSAGE_VERSION, VERSION_HEADER } from '../messages/encode-message.js';
import type { MessageKind } from '../messages/kinds.js';

const TRACEPARENT: JsonObject = { type: 'string', description: 'W3C trace context' };

/** Headers of every message that is not an event. Readers bear their absence, and refuse another kind or version. */
export const kindHeaders = (kind: MessageKind): JsonObject => ({
  type: 'object',
  properties: {
    [KIND_HEADER]: { const: kind },
    [VERSION_HEADER]: { const: MESSAGE_VERSION },
    traceparent: TRACEPARENT,
  },
  required: [KIND_HEADER, VERSION_HEADER],
});

/** Attributes that are no headers with the prefix in binary mode. */
const NOT_PREFIXED = new Set(['data', 'datacontenttype']);

/** What the schema of events says of attributes, said of the headers that carry them in the binary mode of the CloudEvents Kafka binding. */
export function binaryHeaders(event: JsonObject): JsonObject {
  const attributes = Object.entries(event['properties'] as Readonly<Record<string, JsonObject>>);
  const required = event['required'] as readonly string[];
  return {
    type: 'object',
    description: 'Binary mode of the CloudEvents Kafka binding. Further attributes may be there; they are not kept.',
    properties: {
      ...Object.fromEntries(
        attributes.filter(([name]) => !NOT_PREFIXED.has(name)).map(([name, schema]) => [`ce_${name}`, asText(schema)]),
      ),
      'content-type': { type: 'string', description: 'Of the value; JSON, also when it is absent' },
      traceparent: { ...TRACEPARENT, description: 'Read where there is no ce_traceparent' },
    },
    required: required.filter((name) => !NOT_PREFIXED.has(name)).map((name) => `ce_${name}`),
  };
}

function asText({ type, minimum: _least, maximum: _most, ...rest }: JsonObject): JsonObject {
  if (type === 'integer') return { type: 'string', pattern: '^\\d{1,15}$', ...rest };
  return type === undefined ? rest : { type, ...rest };
}

/** Of a record whose value is a whole CloudEvent. */
export const structuredHeaders: JsonObject = {
  type: 'object',
  description:
    'Without any header the value is read as a CloudEvent if it has `specversion`: some producers can set none',
  properties: {
    'content-type': { type: 'string', pattern: '^application/cloudevents\\+json' },
    traceparent: { ...TRACEPARENT, description: 'Read where the event has no traceparent' },
  },
};
