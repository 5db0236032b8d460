import {
  isEndState,
  type Json,
  type JsonObject,
  type Result,
  type RunStage,
  type TelephonyEvent,
} from '@hookswitch/domain';
import { timeAhead } from './clock.js';
import { describeCommand } from './describe-command.js';

/** One thing that happened, in plain words. */
export interface StoryLine {
  /** RFC 3339. */
  readonly at: string;
  readonly kind: 'event' | 'plan' | 'done' | 'wait' | 'failed';
  readonly text: string;
}

export function tellEvent(event: TelephonyEvent, at: string): StoryLine {
  const [from, to] = partiesOf(event.data);
  const parties = from && to ? ` from ${from} to ${to}` : '';
  return { at, kind: 'event', text: `${event.type}${parties}, about ${event.subject}` };
}

/** What rules decided: a line per command that it planned, or why the run stopped. */
export function tellStage(stage: RunStage): readonly StoryLine[] {
  const { at, workflow, after } = stage;
  const planned = stage.commands.map(({ command }) => {
    const when = command.notBefore === undefined ? '' : ` at ${timeAhead(command.notBefore, at)}`;
    return line(at, 'plan', `${workflow.name} › ${command.step}: ${describeCommand(command)}${when}`);
  });
  if (planned.length > 0) return planned;
  const stopped = stage.steps.findLast((step) => step.status === 'stopped');
  const why = stopped ? `: "${stopped.id}" did not hold` : stage.reason ? `: ${stage.reason}` : '';
  const where = after === undefined ? '' : ` after ${after}`;
  return [line(at, 'plan', `${workflow.name} went no further${where}${why}`)];
}

/** What became of an attempt or a command; undefined for what only keeps the books. */
export function tellResult(result: Result, what: string | undefined): StoryLine | undefined {
  const { finishedAt: at, status, error } = result;
  const name = `${result.workflow.name} › ${result.step}: ${what ?? result.connector}`;
  if (status === 'succeeded') return line(at, 'done', `${name} done${outputOf(result)}`);
  if (status === 'pending') return line(at, 'wait', `${name} accepted, waiting for it to finish`);
  if (status === 'waiting') {
    const next = result.nextAttemptAt === undefined ? '' : `, next try at ${timeAhead(result.nextAttemptAt, at)}`;
    return line(at, 'wait', `${name} not yet (${error?.message ?? 'waiting'})${next}`);
  }
  if (!isEndState(status)) return undefined;
  return line(
    at,
    'failed',
    `${name} ended ${status}${result.reason ? ` (${result.reason})` : ''}${error ? `: ${error.message}` : ''}`,
  );
}

const line = (at: string, kind: StoryLine['kind'], text: string): StoryLine => ({ at, kind, text });

function partiesOf(data: JsonObject): readonly [string | undefined, string | undefined] {
  const pick = (name: string) => textOf(data[name]);
  if (pick('sender') !== undefined) return [pick('sender'), pick('recipient')];
  const parties = [pick('external_number'), pick('internal_number')] as const;
  return data.direction === 'outgoing' ? [parties[1], parties[0]] : parties;
}

const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

/** The part of an output that a person looks for. */
function outputOf({ output }: Result): string {
  if (typeof output !== 'object' || output === null || Array.isArray(output)) return '';
  const { transcript, status, segments } = output as JsonObject;
  if (typeof transcript === 'string')
    return `: "${transcript.length > 60 ? `${transcript.slice(0, 60)}…` : transcript}"`;
  if (typeof status === 'number') return `, answered ${status}`;
  return typeof segments === 'number' ? `, ${segments} segment${segments === 1 ? '' : 's'}` : '';
}
