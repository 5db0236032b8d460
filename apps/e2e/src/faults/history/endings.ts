import type { RunCommand } from '../../harness/runs.js';
import type { Violation } from './checker.js';
import { commandOf, placeOf, type ExpectedOf } from './expected.js';
import type { Expectation, ExpectedStep, TenantRun } from './history.js';

/** What became of an event (I1). */
export function outcomeOf({ event, expected }: ExpectedOf, runs: ReadonlyMap<string, TenantRun>): readonly Violation[] {
  const name = `${event.tenant} ${event.type} ${event.id}`;
  if (event.answer === 'refused') return [{ rule: 'refused', what: name }];
  const found = expected.map((each) => ({
    each,
    run: runs.get(placeOf(event.tenant, event.id, each.workflow)),
  }));
  const isThere = found.some(({ run }) => run !== undefined);
  // Nobody promised anything about it; but what was taken at all is taken whole.
  if (event.answer === 'unknown' && !isThere) return [];
  const missing = event.answer === 'acked' ? 'lost' : 'partial';
  return found.flatMap(({ each, run }) =>
    run ? ending(name, each, run) : [{ rule: missing, what: `${name}: no run of ${each.workflow}` }],
  );
}

function ending(name: string, { workflow, steps }: Expectation, run: TenantRun): readonly Violation[] {
  const open: readonly Violation[] =
    run.status === 'running' ? [{ rule: 'open', what: `${name}: ${workflow} still runs` }] : [];
  const unfinished = steps.flatMap((step): readonly Violation[] => {
    const command = commandOf(run, step.id);
    if (isAccountedFor(step, command)) return [];
    const how = command
      ? `${command.status} ${command.reason ?? ''} after ${command.attempts.length} attempt(s)`
      : 'was never planned';
    return [{ rule: 'unfinished', what: `${name}: ${workflow}/${step.id} ${how}` }];
  });
  return [...open, ...unfinished];
}

function isAccountedFor(step: ExpectedStep, command: RunCommand | undefined): boolean {
  if (command?.status === 'succeeded') return true;
  if (command?.status === 'skipped') return step.mayExpire === true && command.reason === 'expired';
  if (command?.status !== 'dead') return false;
  const { reason = '', attempts } = command;
  if (step.mayDieOf?.includes(reason)) return true;
  return step.mayStayUnknown === true && reason === 'unknown' && attempts.some(({ outcome }) => outcome === 'unknown');
}

export function phantomRun(run: TenantRun, known: ExpectedOf | undefined): readonly Violation[] {
  const isExpected =
    known && known.event.answer !== 'refused' && known.expected.some(({ workflow }) => workflow === run.workflow.name);
  return isExpected
    ? []
    : [{ rule: 'phantom run', what: `${run.tenant} ${run.event.id}: ${run.workflow.name} ${run.id}` }];
}
