import type { PlannedCommand, Topics } from '@hookswitch/domain';
import { deadLetter, encodeMessage, MessagingError, type EventBus, type OutgoingRecord } from '@hookswitch/messaging';
import type { LogFields, Logger } from '@hookswitch/platform';
import type { RulesMeters } from './meters.js';

interface SenderOptions {
  readonly bus: EventBus;
  readonly topics: Topics;
  readonly log: Logger;
  readonly meters: RulesMeters;
  readonly service: string;
}

/** Sends commands in the order given. One whose topic does not exist becomes a dead letter, so that it holds nothing up. */
export class CommandSender {
  constructor(private readonly options: SenderOptions) {}

  async send(commands: readonly PlannedCommand[]): Promise<void> {
    if (commands.length === 0) return;
    try {
      await this.options.bus.publish(commands.map(recordOf));
    } catch (error) {
      if (!isUnknownTopic(error)) throw error;
      // Some may be stored already: connectors know a command that comes again.
      for (const group of Map.groupBy(commands, ({ topic }) => topic).values()) await this.#sendGroup(group);
    }
  }

  async #sendGroup(commands: readonly PlannedCommand[]): Promise<void> {
    const records = commands.map(recordOf);
    const { bus, topics, log, meters, service } = this.options;
    try {
      await bus.publish(records);
    } catch (error) {
      if (!isUnknownTopic(error)) throw error;
      const facts = {
        reason: 'unknown_topic' as const,
        message: error.message,
        stage: 'publish',
        service,
        at: Date.now(),
      };
      await bus.publish(records.map((record) => deadLetter(topics, notStored(record), facts)));
      meters.deadLetters.inc({ stage: facts.stage, reason: facts.reason }, records.length);
      for (const { topic, command } of commands)
        log.error('a command is for a topic that does not exist', { ...idsOf(command), topic });
    }
  }
}

const recordOf = ({ topic, key, command }: PlannedCommand): OutgoingRecord =>
  encodeMessage('command', topic, key, command, {
    ...(command.traceparent !== undefined && { traceparent: command.traceparent }),
  });

const idsOf = ({ tenant, connector, workflow, event, run, step, id }: PlannedCommand['command']): LogFields => ({
  ...{ tenant, connector, workflow: workflow.id },
  ...{ event: event.id, run, step, command: id },
});

const isUnknownTopic = (error: unknown): error is MessagingError =>
  error instanceof MessagingError && error.code === 'unknown_topic';

/** A record as it would be read, had it been stored. */
const notStored = ({ topic, key, value, headers = {} }: OutgoingRecord) => ({
  topic,
  partition: -1,
  offset: -1,
  timestamp: Date.now(),
  key: bytes(key),
  value: bytes(value),
  headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, Buffer.from(header)])),
});

const bytes = (value: string | Buffer | null): Buffer | null => (value === null ? null : Buffer.from(value));
