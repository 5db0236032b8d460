import type { ExplainService } from '../history/explain.service.js';
import type { RunsService } from '../history/runs.service.js';
import type { TimestampMessage } from './messages.js';
import { structMessage, valueMessage } from './struct.js';
import { timesOf, timestampMessage } from './timestamp.js';

/** The requests of `runs.proto` that hold more than an id. */
export interface ListRunsRequest {
  readonly limit?: number;
  readonly cursor?: string;
  readonly workflow?: string;
  readonly subject?: string;
  /** A number where it is none of those that we know. */
  readonly status?: string | number;
  readonly event?: string;
  readonly number?: string;
  readonly from?: TimestampMessage;
  readonly to?: TimestampMessage;
}
export interface ExplainRequest {
  readonly event?: string;
  readonly source?: string;
}

const PREFIX = 'RUN_STATUS_';

/** As the REST API writes it; what is none of ours stays, to be refused. */
export function statusOfEnum(status: string | number | undefined): string | number | undefined {
  if (typeof status !== 'string') return status;
  return status === `${PREFIX}UNSPECIFIED` ? undefined : status.slice(PREFIX.length).toLowerCase();
}

type Detail = Awaited<ReturnType<RunsService['get']>>;
type Step = Detail['steps'][number];
type Command = NonNullable<Step['command']>;
type Summary = Omit<Detail, 'steps'>;

export const runMessage = ({ status, startedAt, updatedAt, endedAt, ...run }: Summary) => ({
  ...run,
  status: `${PREFIX}${status.toUpperCase()}`,
  ...timesOf({ startedAt, updatedAt, endedAt }),
});

export const detailMessage = ({ steps, ...run }: Detail) => ({
  ...runMessage(run),
  steps: steps.map(({ command, ...step }) => ({ ...step, ...(command && { command: commandMessage(command) }) })),
});

export function commandMessage({ params, output, attempts, deliveries = [], ...others }: Command) {
  const { nextAttemptAt, notBefore, expiresAt, ...command } = others;
  return {
    ...command,
    ...timesOf({ nextAttemptAt, notBefore, expiresAt }),
    attempts: attempts.map(({ startedAt, finishedAt, nextAttemptAt: next, ...attempt }) => ({
      ...attempt,
      ...timesOf({ startedAt, finishedAt, nextAttemptAt: next }),
    })),
    deliveries: deliveries.map(({ at, ...delivery }) => ({ ...delivery, at: timestampMessage(at) })),
    ...(params !== undefined && { params: structMessage(params) }),
    ...(output !== undefined && { output: valueMessage(output) }),
  };
}

type Explained = Awaited<ReturnType<ExplainService['explain']>>;

export const explanationMessage = ({ event: { time, ...event }, workflows, ...explained }: Explained) => ({
  ...explained,
  event: { ...event, time: timestampMessage(time) },
  workflows: workflows.map(structMessage),
});
