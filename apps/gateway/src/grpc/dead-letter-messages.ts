import type { DeadLettersService } from '../dead-letters/dead-letters.service.js';
import type { RedrivesService } from '../dead-letters/redrives.service.js';
import { commandMessage } from './run-messages.js';
import type { TimestampMessage } from './messages.js';
import { instantOf, timestampMessage, timesOf } from './timestamp.js';

/** The requests of `dead_letters.proto` that hold more than an id. */
export interface FilterMessage {
  /** A number where it is none of those that we know. */
  readonly kind?: string | number;
  readonly reason?: string;
  readonly stage?: string;
  readonly workflow?: string;
  readonly connector?: string;
  readonly run?: string;
  readonly subject?: string;
  readonly from?: TimestampMessage;
  readonly to?: TimestampMessage;
}
export interface ListDeadLettersRequest {
  readonly limit?: number;
  readonly cursor?: string;
  readonly filter?: FilterMessage;
  readonly state?: string | number;
}
export interface RedriveManyRequest {
  readonly filter?: FilterMessage;
  readonly perSecond?: number;
  readonly most?: number;
}

const [KIND, STATE] = ['DEAD_LETTER_KIND_', 'DEAD_LETTER_STATE_'];

/** As the REST API writes it; what is none of ours stays, to be refused. */
function ofEnum(prefix: string, value: string | number | undefined): string | number | undefined {
  if (typeof value !== 'string') return value;
  return value === `${prefix}UNSPECIFIED` ? undefined : value.slice(prefix.length).toLowerCase();
}
export const stateOfEnum = (state: string | number | undefined) => ofEnum(STATE, state);

export const filterOf = ({ kind, from, to, ...filter }: FilterMessage = {}) => ({
  ...filter,
  kind: ofEnum(KIND, kind),
  from: from && instantOf(from),
  to: to && instantOf(to),
});

const enumOf = (prefix: string, value: string): string => `${prefix}${value.toUpperCase()}`;

type Listed = Awaited<ReturnType<DeadLettersService['list']>>['items'][number];
type Detail = Awaited<ReturnType<DeadLettersService['get']>>;

export const letterMessage = (letter: Listed) => ({
  ...factsMessage(letter),
  ...(letter.kind === 'command' ? { command: ownOf(letter) } : { record: recordMessage(letter) }),
});

const factsMessage = ({ id, kind, state, reason, message, at, decision, subject }: Listed) => ({
  ...{ id, reason, message, subject, kind: enumOf(KIND, kind), state: enumOf(STATE, state), at: timestampMessage(at) },
  ...(decision && { decision: { ...decision, at: timestampMessage(decision.at) } }),
});

type ListedCommand = Extract<Listed, { readonly kind: 'command' }>;
type ListedMessage = Extract<Listed, { readonly kind: 'message' }>;

const ownOf = ({ run, step, connector, redrives, attempt, code, workflow, event }: ListedCommand) => ({
  ...{ run, step, connector, redrives, attempt, code, workflow, event },
});

const recordMessage = ({ stage, service, origin, bytes, truncatedFrom, redriveOf }: ListedMessage) => ({
  ...{ stage, service, bytes, truncatedFrom, redriveOf },
  ...origin,
});

export function letterDetailMessage(detail: Detail) {
  const reasons = detail.reasons.map(({ at, ...cause }) => ({ ...cause, at: timestampMessage(at) }));
  const own =
    detail.kind === 'command'
      ? { command: { ...ownOf(detail), command: commandMessage(detail.command) } }
      : { record: { ...recordMessage(detail), ...contentMessage(detail) } };
  return { ...factsMessage(detail), reasons, ...own };
}

/** Bytes are in base64, which is what the library takes; what is null is left out. */
function contentMessage(content: object) {
  const { key, value, headers } = content as Partial<Record<'key' | 'value', string | null>> & { headers?: object };
  return {
    ...(typeof key === 'string' && { key }),
    ...(typeof value === 'string' && { value }),
    ...(headers && { headers }),
  };
}

type Redrive = Awaited<ReturnType<RedrivesService['get']>>;

export const redriveMessage = ({ filter, startedAt, endedAt, ...redrive }: Redrive) => ({
  ...redrive,
  ...timesOf({ startedAt, endedAt }),
  filter: {
    ...filter,
    kind: enumOf(KIND, filter.kind ?? 'unspecified'),
    ...timesOf({ from: filter.from, to: filter.to }),
  },
});
