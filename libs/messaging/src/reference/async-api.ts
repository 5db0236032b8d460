import type { JsonObject, Topics } from '@hookswitch/domain';
import { MESSAGE_VERSION } from '../messages/encode-message.js';
import { addressOf, CHANNELS, specOf, TOPICS, type Party, type Receiver } from './channels.js';
import { binaryHeaders } from './headers.js';
import { componentSchemas } from './json-schema.js';
import { messages, messagesOf } from './messages.js';

const BINDING = { bindingVersion: '0.5.0' };
const NO_TYPE = 'There is one for every connector type.';

/** Text of docs/reference/asyncapi.json. Called by tools/generate.mjs and by the spec that finds the file out of date. */
export const asyncApiReference = (): string => JSON.stringify(describeMessages());

/** Every topic and everything that travels on it, as an AsyncAPI 3 document. */
export function describeMessages(): JsonObject {
  const schemas = componentSchemas();
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Hookswitch messages',
      version: MESSAGE_VERSION,
      description:
        'What travels on Kafka. Topics have an installation’s prefix (HOOKSWITCH_TOPIC_PREFIX) in front, here `hookswitch`. ' +
        'Fields that are not described may be there and are to be ignored; a change that old records would not fit makes a new topic version.',
    },
    defaultContentType: 'application/json',
    servers: {
      kafka: {
        host: '{brokers}',
        protocol: 'kafka',
        variables: { brokers: { default: '127.0.0.1:9092', description: 'KAFKA_BROKERS of the installation' } },
      },
    },
    channels: Object.fromEntries(TOPICS.map((topic) => [topic, channel(topic)])),
    operations: Object.fromEntries(TOPICS.flatMap(operations)),
    components: {
      messages: messages(schemas),
      schemas: { ...schemas, 'event-headers': binaryHeaders(schemas['event'] ?? {}) },
    },
  };
  return document as unknown as JsonObject;
}

function channel(topic: keyof Topics): object {
  const { about, key } = CHANNELS[topic];
  const { partitions, cleanup, retentionMs, maxRecordBytes } = specOf(topic);
  const address = addressOf(topic);
  const perType = address.includes('{type}');
  return {
    address,
    summary: about,
    description: `Record key: ${key}.${perType ? ` ${NO_TYPE}` : ''}`,
    ...(perType && { parameters: { type: { description: 'Connector type', examples: ['http', 'sms'] } } }),
    messages: Object.fromEntries(messagesOf(topic).map((name) => [name, { $ref: `#/components/messages/${name}` }])),
    bindings: {
      kafka: {
        partitions,
        topicConfiguration: {
          'cleanup.policy': [cleanup],
          ...(retentionMs !== undefined && { 'retention.ms': retentionMs }),
          ...(maxRecordBytes !== undefined && { 'max.message.bytes': maxRecordBytes }),
          'message.timestamp.type': 'LogAppendTime',
        },
        ...BINDING,
      },
    },
  };
}

function operations(topic: keyof Topics): readonly (readonly [string, object])[] {
  const { senders, receivers } = CHANNELS[topic];
  const operation = (action: 'send' | 'receive', party: Party): object => ({
    action,
    channel: { $ref: `#/channels/${topic}` },
    tags: [{ name: party }],
  });
  return [
    ...senders.map((party) => [`${party}.send.${topic}`, operation('send', party)] as const),
    ...receivers.map(
      ({ party, group }: Receiver) =>
        [
          `${party}.receive.${topic}`,
          { ...operation('receive', party), ...(group !== undefined && inGroup(group)) },
        ] as const,
    ),
  ];
}

const inGroup = (group: string): object => ({
  bindings: { kafka: { groupId: { type: 'string', const: `hookswitch.${group}` }, ...BINDING } },
});
