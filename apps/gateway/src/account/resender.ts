import type { PlannedCommand, Topics } from '@hookswitch/domain';
import { decodeMessage, encodeMessage, MessagingError, type EventBus } from '@hookswitch/messaging';
import type { SilentCommand } from '@hookswitch/persistence';
import type { Logger } from '@hookswitch/platform';
import { Inject, Injectable } from '@nestjs/common';
import { BUS, LOGGER, TOPICS } from '../core/tokens.js';

/**
 * Sends commands again as rules' account has them. The connector's claim heals: one that it never saw is performed, one that has ended says
 * so again, and one that waits goes on waiting.
 */
@Injectable()
export class Resender {
  constructor(
    @Inject(BUS) private readonly bus: EventBus,
    @Inject(TOPICS) private readonly topics: Topics,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** In the order given; resolves with how many were sent. Rejects with a MessagingError. */
  async send(commands: readonly SilentCommand[]): Promise<number> {
    let sent = 0;
    for (const command of commands) {
      const planned = await this.find(command);
      if (planned && (await this.sendOne(planned))) sent += 1;
      else this.log.warn('a silent command cannot be sent again', factsOf(command));
    }
    return sent;
  }

  private async find({ id, position }: SilentCommand): Promise<PlannedCommand | undefined> {
    if (!position) return undefined;
    const { partition, offset } = position;
    for await (const records of this.bus.read(this.topics.runs, partition, offset, offset + 1)) {
      for (const record of records) {
        const decoded = decodeMessage('runs', record);
        const commands = decoded.ok ? decoded.value.stages.flatMap((stage) => stage.commands) : [];
        const found = commands.find(({ command }) => command.id === id);
        if (found) return found;
      }
    }
    return undefined;
  }

  /** What can never be stored must not hold up the others. */
  private async sendOne({ topic, key, command }: PlannedCommand): Promise<boolean> {
    const { traceparent } = command;
    try {
      await this.bus.publish([
        encodeMessage('command', topic, key, command, { ...(traceparent !== undefined && { traceparent }) }),
      ]);
      return true;
    } catch (error) {
      if (error instanceof MessagingError && error.code === 'unknown_topic') return false;
      throw error;
    }
  }
}

const factsOf = ({ id: command, tenant, run, connector }: SilentCommand) => ({ command, tenant, run, connector });
