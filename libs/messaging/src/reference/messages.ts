import { catalogue, topicNames, type EventType, type JsonObject, type Topics } from '@hookswitch/domain';
import { encodeEvent } from '../events/encode-event.js';
import { parseCloudEvent } from '../events/parse-cloud-event.js';
import { deadLetter } from '../messages/dead-letter.js';
import { MESSAGE_KINDS, type MessageKind } from '../messages/kinds.js';
import { addressOf, CHANNELS, TOPICS } from './channels.js';
import { readFixtures, type Fixture } from './fixtures.js';
import { kindHeaders, structuredHeaders } from './headers.js';
import { refTo, textOf } from './json-schema.js';

/** A message as AsyncAPI has it. */
export interface Message {
  readonly title: string;
  readonly summary: string;
  readonly contentType?: string;
  readonly headers?: JsonObject;
  readonly payload: JsonObject;
  readonly examples: readonly Example[];
}

export interface Example {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: JsonObject | string;
}

export const BINARY = 'event';
export const STRUCTURED = 'structuredEvent';
const EVENT_HEADERS = refTo('event-headers');

/** Every message there is, by the name that it has in the document. */
export function messages(schemas: Readonly<Record<string, JsonObject>>): Readonly<Record<string, Message>> {
  const fixtures = readFixtures();
  return {
    ...Object.fromEntries(catalogue.map((type) => [type.name, typedEvent(type)])),
    ...events(fixtures),
    ...Object.fromEntries(MESSAGE_KINDS.map((kind) => [kind, ofKind(kind, schemas[kind] ?? {}, fixtures)])),
    deadletter: {
      title: 'Dead letter',
      summary: 'The bytes of a record that could not go on',
      contentType: 'application/octet-stream',
      headers: refTo('dead-letter'),
      payload: { type: 'string', format: 'binary', description: 'Byte for byte; only the beginning with hs_truncated' },
      examples: [letter()],
    },
    tombstone: {
      title: 'Tombstone',
      summary: 'A record without a value: what had this key is no more',
      payload: { type: 'null' },
      examples: [],
    },
  };
}

/** Names of the messages of a topic, in the document. */
export const messagesOf = (topic: keyof Topics): readonly string[] =>
  CHANNELS[topic].messages.flatMap((message) =>
    message === 'event' ? [...catalogue.map(({ name }) => name), BINARY, STRUCTURED] : [message],
  );

function typedEvent({ name, description, samples }: EventType): Message {
  return {
    title: name,
    summary: description,
    headers: {
      allOf: [EVENT_HEADERS, { type: 'object', properties: { ce_type: { const: name } } }],
    },
    payload: refTo(`data.${name}`),
    examples: samples.slice(0, 1).map((sample) => recorded(sample)),
  };
}

/** What rules makes of a value that is no event. */
function letter(): Example {
  const value = 'call ended';
  const original = { topic: addressOf('events'), partition: 3, offset: 4711, timestamp: 1_795_166_164_120 };
  const record = { ...original, key: Buffer.from('acme|call-1'), value: Buffer.from(value), headers: {} };
  const facts = { reason: 'not_json' as const, message: 'not JSON at position 0', stage: 'decode', service: 'rules' };
  const { headers } = deadLetter(topicNames(), record, { ...facts, at: 1_795_166_164_320 });
  return { name: 'not-json', headers: headers as Record<string, string>, payload: value };
}

/** A sample of the catalogue as we write it. */
function recorded(sample: JsonObject): Example {
  const parsed = parseCloudEvent(sample, { tenant: 'acme', receivedAt: 0 });
  if (!parsed.ok) throw new Error(`a sample of the catalogue is no event: ${JSON.stringify(parsed.error)}`);
  const { headers = {} } = encodeEvent(addressOf('events'), parsed.value);
  return { name: parsed.value.id, headers: headers as Record<string, string>, payload: parsed.value.data };
}

function events(fixtures: readonly Fixture[]): Readonly<Record<string, Message>> {
  const examples = (...files: readonly string[]) =>
    files.flatMap((file) => fixtures.filter((fixture) => fixture.file === file).map(example));
  return {
    [BINARY]: {
      title: 'Event in binary mode',
      summary:
        'An event of any type, a tenant’s own types too: attributes in headers, data as the value. What we write',
      headers: EVENT_HEADERS,
      payload: { type: 'object', description: 'Data of the event; not held against the schema of its type' },
      examples: examples('event.binary.json', 'event.binary-whole.json'),
    },
    [STRUCTURED]: {
      title: 'Event in structured mode',
      summary: 'An event of any type as one JSON object; read, but not written by us',
      contentType: 'application/cloudevents+json',
      headers: structuredHeaders,
      payload: refTo('event'),
      examples: examples('event.structured.json', 'event.header-less.json'),
    },
  };
}

function ofKind(kind: MessageKind, schema: JsonObject, fixtures: readonly Fixture[]): Message {
  const topic = TOPICS.find((name) => CHANNELS[name].messages.includes(kind));
  if (!topic) throw new Error(`no topic carries ${kind}`);
  return {
    title: kind,
    summary: summaryOf(textOf(schema['description']), CHANNELS[topic].about),
    headers: kindHeaders(kind),
    payload: refTo(kind),
    examples: fixtures.filter((fixture) => fixture.kind === kind).map(example),
  };
}

/** `Value of runs.v1: …` without its beginning; where nothing follows, what the topic is about. */
function summaryOf(description: string, about: string): string {
  const text = /^Value of \S+?(?:: (?<text>.+))?$/.exec(description);
  const summary = text ? (text.groups?.['text'] ?? about) : description;
  return summary.slice(0, 1).toUpperCase() + summary.slice(1);
}

const example = ({ file, headers, value }: Fixture): Example => ({
  name: file.replace(/\.json$/, ''),
  headers,
  payload: JSON.parse(value) as JsonObject,
});
