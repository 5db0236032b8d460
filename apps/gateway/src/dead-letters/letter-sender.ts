import type { ControlMessage, Topics } from '@hookswitch/domain';
import { encodeMessage, MessagingError, type EventBus, type OutgoingRecord } from '@hookswitch/messaging';
import {
  ControlPlane,
  REDRIVEN_HEADER,
  type DeadCommand,
  type DeadMessage,
  type Decided,
  type MessageContent,
} from '@hookswitch/persistence';
import { Inject, Injectable } from '@nestjs/common';
import { BUS, TOPICS } from '../core/tokens.js';
import { withinDeadline } from '../core/within-deadline.js';

type RedrivenCommand = Pick<DeadCommand, 'kind' | 'id' | 'run' | 'connector' | 'redrives'>;
type RedrivenMessage = Pick<DeadMessage, 'kind' | 'id' | 'origin' | 'truncatedFrom'> & MessageContent;
export type Sendable = RedrivenCommand | RedrivenMessage;

/** Longer, and whoever waits has given up. */
const DEADLINE_MS = 5_000;

/**
 * Sends dead letters again: a command's connector is asked to try it anew, under its id and so with the same idempotency key; the bytes of a
 * message are published where they lay.
 */
@Injectable()
export class LetterSender {
  constructor(
    @Inject(BUS) private readonly bus: EventBus,
    @Inject(TOPICS) private readonly topics: Topics,
    private readonly plane: ControlPlane,
  ) {}

  /** Why a letter cannot be sent again; undefined when it can. */
  async refusal(tenant: string, letter: Sendable): Promise<string | undefined> {
    return refusalOf(letter, await this.places(tenant));
  }

  /** Resolves once they are durable, with those that could be sent at all. Rejects with a MessagingError; some may have been sent then. */
  async send<T extends Sendable>(decided: Decided, letters: readonly T[]): Promise<ReadonlySet<T>> {
    const places = await this.places(decided.tenant);
    const fit = letters.filter((letter) => refusalOf(letter, places) === undefined);
    if (fit.length === 0 || (await this.publish(decided, fit))) return new Set(fit);
    // One of them can never be published, and must not keep the others back.
    const sent = new Set<T>();
    for (const letter of fit) if (await this.publish(decided, [letter])) sent.add(letter);
    return sent;
  }

  private async publish(decided: Decided, letters: readonly Sendable[]): Promise<boolean> {
    try {
      await withinDeadline(this.bus.publish(letters.map((letter) => this.recordOf(decided, letter))), DEADLINE_MS);
      return true;
    } catch (error) {
      if (error instanceof MessagingError && NEVER.has(error.code)) return false;
      throw error;
    }
  }

  private recordOf({ tenant, by, at }: Decided, letter: Sendable): OutgoingRecord {
    if (letter.kind === 'message') return republished(letter);
    const { id: command, redrives, connector, run } = letter;
    const message: ControlMessage = { kind: 'redrive', tenant, command, redrives, by, at };
    return encodeMessage('control', this.topics.control(connector), `${tenant}|${run}`, message);
  }

  /** Where messages are consumed one by one; what stands in other topics is state, and has an owner. */
  private async places(tenant: string): Promise<ReadonlySet<string>> {
    const connectors = await this.plane.read({ tenant }, (unit) => unit.connectors.all());
    const { events, results } = this.topics;
    const types = connectors.map(({ manifest }) => manifest.type);
    return new Set([
      events,
      results,
      ...types.flatMap((type) => [this.topics.commands(type), this.topics.control(type)]),
    ]);
  }
}

const NEVER: ReadonlySet<string> = new Set(['too_large', 'unknown_topic', 'invalid_record']);

function refusalOf(letter: Sendable, places: ReadonlySet<string>): string | undefined {
  if (letter.kind === 'command') return undefined;
  if (letter.truncatedFrom !== undefined) return 'Only the beginning of its bytes is kept.';
  if (letter.value === null) return 'It has no value.';
  return places.has(letter.origin.topic) ? undefined : 'It was not read from a topic that messages are sent to.';
}

function republished({ id, key, value, headers, origin }: RedrivenMessage): OutgoingRecord {
  const record = { topic: origin.topic, key, value, headers: { ...headers, [REDRIVEN_HEADER]: id } };
  // Where its producer had put it, which may have chosen otherwise than we would; what was never stored has no place.
  return origin.partition < 0 ? record : { ...record, partition: origin.partition };
}
