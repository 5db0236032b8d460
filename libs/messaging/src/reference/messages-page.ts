import type { JsonObject, Topics } from '@hookswitch/domain';
import { addressOf, CHANNELS, specOf, TOPICS, type Receiver } from './channels.js';
import { binaryHeaders } from './headers.js';
import { componentSchemas, textOf } from './json-schema.js';
import { BINARY, messages, STRUCTURED, type Message } from './messages.js';

const DAY = 86_400_000;
const FILES = new Map([['deadletter', 'dead-letter']]);

/** The text of docs/reference/messages.md. Called by tools/generate.mjs and by the spec that finds the page out of date. */
export function messagesReference(): string {
  const schemas = componentSchemas();
  const described = messages(schemas);
  const kinds = new Set(TOPICS.flatMap((topic) => CHANNELS[topic].messages));
  return [
    '# Messages',
    '',
    'Generated from `libs/messaging/src/reference` and `libs/messaging/contracts` by `npm run generate`; change it there.',
    '',
    'What travels on Kafka, on standalone too, whose bus is in its database. [`asyncapi.json`](asyncapi.json) says the same for machines, with every schema and',
    'the data of every event type: it is an [AsyncAPI 3](https://www.asyncapi.com/docs/reference/specification/v3.0.0) document.',
    '',
    'Topics have the installation’s prefix (`HOOKSWITCH_TOPIC_PREFIX`) in place of `hookswitch`; `{type}` is a connector type. Partitions are those of an',
    'installation that does not choose. All records are stamped by the broker. Who is named without a consumer group reads the topic from its beginning.',
    '',
    '| topic | key | partitions | kept | from | to | messages |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...TOPICS.map(topicRow),
    '',
    'Only `events` is for others to write to, and who may write there speaks for every tenant. The rest may be read, and is ours to write.',
    '',
    '## Events',
    '',
    'The [Kafka binding of CloudEvents](https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md). One record is one event; batches are not taken. Values may be compressed with gzip, snappy,',
    'lz4 or zstd. What cannot be read becomes a dead letter and holds up nothing.',
    '',
    '**Binary mode**, which is what we write: attributes are headers, the value is the data, a JSON object.',
    '',
    '| header | required | form | meaning |',
    '| --- | --- | --- | --- |',
    ...headerRows(binaryHeaders(schemas['event'] ?? {}), schemas),
    '',
    ...exampleOf(described[BINARY]),
    '**Structured mode**: the value is the whole event, with `content-type: application/cloudevents+json`. A value that is a JSON object with `specversion`',
    'is read so without any header too.',
    '',
    ...exampleOf(described[STRUCTURED]),
    '`GET /v1/event-types` lists the types of events with the schema of their data, useful fields and samples, a tenant’s own ones included.',
    '',
    '## All others',
    '',
    'The value is JSON, and headers say which: `hs_kind` and `hs_version` (now `1`). A reader refuses another kind or version, bears the absence of both,',
    'ignores fields that it does not know and passes them on. A change that old records would not fit makes a new topic version (`.v2`); records of every',
    'version so far are kept as fixtures beside the schemas and must stay readable.',
    '',
    ...[...kinds].filter((kind) => kind !== 'event').flatMap((kind) => section(kind, described[kind])),
  ].join('\n');
}

function topicRow(topic: keyof Topics): string {
  const { key, senders, receivers, messages: kinds } = CHANNELS[topic];
  const { partitions, cleanup, retentionMs } = specOf(topic);
  const kept = cleanup === 'compact' ? 'compacted' : `${(retentionMs ?? 0) / DAY} days`;
  return row([
    `\`${addressOf(topic)}\``,
    key,
    String(partitions),
    kept,
    senders.join(', '),
    receivers.map(receiver).join(', '),
    kinds.map((kind) => `[${kind}](#${kind === 'event' ? 'events' : kind})`).join(', '),
  ]);
}

const receiver = ({ party, group }: Receiver): string =>
  group === undefined ? party : `${party} (\`hookswitch.${group}\`)`;

function headerRows(headers: JsonObject, schemas: Readonly<Record<string, JsonObject>>): readonly string[] {
  const required = headers['required'] as readonly string[];
  return Object.entries(headers['properties'] as Readonly<Record<string, JsonObject>>).map(([name, schema]) => {
    const shared = schemas[sharedBy(schema)] ?? {};
    const about = textOf(schema['description'] ?? shared['description']);
    return row([`\`${name}\``, required.includes(name) ? 'yes' : '', formOf({ ...shared, ...schema }), about]);
  });
}

function sharedBy({ $ref, allOf }: JsonObject): string {
  const [first] = (allOf ?? []) as readonly JsonObject[];
  return textOf($ref ?? first?.['$ref']).replace('#/components/schemas/', '');
}

function formOf({ const: only, format, pattern, maxLength }: JsonObject): string {
  if (only !== undefined) return `\`${textOf(only)}\``;
  if (format === 'date-time') return 'RFC 3339';
  if (pattern !== undefined) return `\`${textOf(pattern)}\``;
  return maxLength === undefined ? 'text' : `1 to ${textOf(maxLength)} characters`;
}

function section(kind: string, message: Message | undefined): readonly string[] {
  if (!message) throw new Error(`nothing describes ${kind}`);
  const file = `libs/messaging/contracts/${FILES.get(kind) ?? kind}.schema.json`;
  const link = kind === 'tombstone' ? '' : ` Schema: [\`${file}\`](../../${file}).`;
  return [
    `### ${kind}`,
    '',
    `On ${topicsOf(kind)}. ${message.summary.replace(/\.?$/, '.')}${link}`,
    '',
    ...exampleOf(message),
  ];
}

const topicsOf = (kind: string): string =>
  TOPICS.filter((topic) => (CHANNELS[topic].messages as readonly string[]).includes(kind))
    .map((topic) => `\`${addressOf(topic)}\``)
    .join(', ');

function exampleOf(message: Message | undefined): readonly string[] {
  const [first] = message?.examples ?? [];
  if (!first) return [];
  return ['```json', JSON.stringify({ headers: first.headers, value: first.payload }, null, 2), '```', ''];
}

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
