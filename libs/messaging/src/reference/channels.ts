import { topicNames, type Topics } from '@hookswitch/domain';
import type { MessageKind } from '../messages/kinds.js';
import type { TopicSpec } from '../port.js';
import { DEFAULT_PARTITIONS, topicSpecs } from '../topic-specs.js';

/** `producers` are programs of others; `connectors` those of the topic's type where it has one, else all of them. */
export type Party = 'producers' | 'gateway' | 'rules' | 'connectors';

export interface Receiver {
  readonly party: Party;
  /** Consumer group after the prefix. Without one every replica reads the topic from its beginning. */
  readonly group?: string;
}

/** What no contract of a message kind describes: events, dead letters, and records without a value. */
export type OtherMessage = 'event' | 'deadletter' | 'tombstone';

export interface Channel {
  readonly about: string;
  /** Record key in words. */
  readonly key: string;
  readonly senders: readonly Party[];
  readonly receivers: readonly Receiver[];
  readonly messages: readonly (MessageKind | OtherMessage)[];
}

const RULES: Receiver = { party: 'rules', group: 'rules' };
const RECORDER: Receiver = { party: 'gateway', group: 'recorder' };
const EACH_GATEWAY: Receiver = { party: 'gateway' };
const CONNECTORS: Receiver = { party: 'connectors', group: 'connector-{type}' };

/** Every topic with who writes and who reads it; the scenarios of e2e hold it against what running services do. */
export const CHANNELS: Readonly<Record<keyof Topics, Channel>> = {
  events: {
    about: 'What happened on the phone system. The one topic that is for others to write to.',
    key: 'tenant|subject',
    senders: ['producers', 'gateway', 'connectors'],
    receivers: [RULES, RECORDER],
    messages: ['event'],
  },
  runs: {
    about: 'What rules decided about each stretch of events and results, written before the commands.',
    key: 'topic|partition that it accounts for',
    senders: ['rules'],
    receivers: [{ party: 'rules' }, RECORDER],
    messages: ['runs'],
  },
  commands: {
    about: 'Actions to perform.',
    key: 'tenant| and what limits the target, as the connector announces it',
    senders: ['rules'],
    receivers: [CONNECTORS],
    messages: ['command'],
  },
  results: {
    about: 'What became of each attempt, and of the command.',
    key: 'tenant|run',
    senders: ['connectors'],
    receivers: [RULES, RECORDER],
    messages: ['result'],
  },
  control: {
    about: 'What people ask of commands, runs and connections, and delivery receipts; never held up by commands.',
    key: 'tenant| and the run, command or connection',
    senders: ['gateway'],
    receivers: [CONNECTORS],
    messages: ['control'],
  },
  deadletters: {
    about: 'What cannot go on without a person: the original record with the reason beside it.',
    key: 'that of the original record',
    senders: ['rules', 'connectors'],
    receivers: [RECORDER],
    messages: ['deadletter'],
  },
  workflows: {
    about: 'The enabled version of each workflow, completed for rules. A tenant’s workflows share a partition.',
    key: 'tenant|workflow',
    senders: ['gateway'],
    receivers: [{ party: 'rules' }, EACH_GATEWAY],
    messages: ['workflow', 'snapshot', 'tombstone'],
  },
  connections: {
    about: 'Connections and secrets in force. What is secret in them is sealed to the connector that uses it.',
    key: 'tenant|connection|name or tenant|secret|name',
    senders: ['gateway'],
    receivers: [{ party: 'connectors' }, EACH_GATEWAY],
    messages: ['connection', 'tombstone'],
  },
  tenants: {
    about: 'Settings of tenants and the event types that are their own.',
    key: 'tenant',
    senders: ['gateway'],
    receivers: [{ party: 'rules' }, { party: 'connectors' }, EACH_GATEWAY],
    messages: ['tenant', 'snapshot', 'tombstone'],
  },
  connectors: {
    about: 'What each connector says of itself when it starts.',
    key: 'connector type',
    senders: ['connectors'],
    receivers: [EACH_GATEWAY],
    messages: ['connector'],
  },
  status: {
    about: 'Connections that need attention, open breakers, and answers to connection tests.',
    key: 'connector type|kind|what it is about',
    senders: ['connectors'],
    receivers: [{ party: 'connectors' }, EACH_GATEWAY],
    messages: ['status', 'tombstone'],
  },
};

const NAMES = topicNames();

/** Name of a topic under the default prefix; one that there is per connector type has `{type}` in it. */
export const addressOf = (topic: keyof Topics): string =>
  topic === 'commands' || topic === 'control' ? NAMES[topic]('{type}') : NAMES[topic];

const SPECS = topicSpecs(NAMES, { partitions: DEFAULT_PARTITIONS, connectorTypes: ['{type}'] });

/** How an installation of the default size makes the topic. Throws when nothing makes it. */
export function specOf(topic: keyof Topics): TopicSpec {
  const spec = SPECS.find(({ name }) => name === addressOf(topic));
  if (!spec) throw new Error(`topicSpecs does not make ${addressOf(topic)}`);
  return spec;
}

export const TOPICS = Object.keys(CHANNELS) as readonly (keyof Topics)[];
