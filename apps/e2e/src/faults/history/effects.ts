import { isEndState, type CommandStatus } from '@hookswitch/domain';
import type { RunCommand } from '../../harness/runs.js';
import type { Violation } from './checker.js';
import { commandsOf } from './expected.js';
import type { Model, SeenRequest, TenantRun } from './history.js';

interface Planned {
  readonly run: TenantRun;
  readonly command: RunCommand;
}

/** What targets have received, against what was planned and what is said of it (I2, I3, I7). */
export function effects(
  runs: readonly TenantRun[],
  requests: readonly SeenRequest[],
  { digest }: Model,
): readonly Violation[] {
  const planned = new Map(
    runs.flatMap((run) => commandsOf(run).map((command): [string, Planned] => [command.id, { run, command }])),
  );
  const byCommand = Map.groupBy(requests, ({ command }) => command);
  const seen = [...byCommand].flatMap(([id, made]): readonly Violation[] => {
    const known = planned.get(id);
    if (!known) return [{ rule: 'phantom request', what: `${made[0]?.provider ?? ''} ${id}` }];
    const { run, command } = known;
    return [
      ...foreign(run.tenant, made),
      ...changed(digest?.(run), made),
      ...repeats(command, made),
      ...unheard(command, made),
    ];
  });
  const hollow = [...planned.values()].flatMap(({ command }): readonly Violation[] => {
    const isTrue = command.status !== 'succeeded' || byCommand.get(command.id)?.some(({ succeeded }) => succeeded);
    return isTrue ? [] : [{ rule: 'hollow success', what: `${command.connector} ${command.id}` }];
  });
  return [...seen, ...hollow];
}

const foreign = (tenant: string, made: readonly SeenRequest[]): readonly Violation[] =>
  made
    .filter((request) => request.tenant !== undefined && request.tenant !== tenant)
    .map(({ command, provider }) => ({ rule: 'foreign request', what: `${provider} ${command} of ${tenant}` }));

const changed = (digest: string | undefined, made: readonly SeenRequest[]): readonly Violation[] =>
  made
    .filter((request) => digest !== undefined && request.digest !== undefined && request.digest !== digest)
    .map(({ command, provider }) => ({ rule: 'changed request', what: `${provider} ${command}: another body` }));

/** A target has answered with success, and the command ended as if it had not; only an answer that came too late is excused. */
function unheard(
  { id, connector, status, reason, attempts }: RunCommand,
  made: readonly SeenRequest[],
): readonly Violation[] {
  const isEnded = status !== 'succeeded' && isEndState(status as CommandStatus);
  if (!isEnded || !made.some(({ answered }) => answered === true)) return [];
  if (attempts.some(({ outcome }) => outcome === 'unknown')) return [];
  return [{ rule: 'unheard success', what: `${connector} ${id}: ${status} ${reason ?? ''}` }];
}

/** Every request after the first needs an attempt before it that failed or nobody knows the end of. */
function repeats({ id, connector, attempts }: RunCommand, made: readonly SeenRequest[]): readonly Violation[] {
  const excuses = attempts.filter(({ outcome }) => outcome === 'unknown' || outcome === 'retry').length;
  if (made.length - 1 <= excuses) return [];
  return [{ rule: 'unexplained repeat', what: `${connector} ${id}: ${made.length} requests, ${excuses} excuse(s)` }];
}
