import type { Attempt, RunCommand } from '../../harness/runs.js';
import type { Violation } from './checker.js';
import { commandOf, placeOf, type ExpectedOf } from './expected.js';
import type { History, RetryPlan, TenantRun } from './history.js';

const JITTER = 0.2;
/** Times are rounded, and an outcome is written a moment after it was known. */
const ROUNDING_MS = 50;

/** No more attempts than a step allows, and each after its pause (I10). What was answered with 429 does not count. */
export function discipline(
  all: readonly ExpectedOf[],
  runs: ReadonlyMap<string, TenantRun>,
  { requests, results }: Pick<History, 'requests' | 'results'>,
): readonly Violation[] {
  const redrives = new Map(results.map(({ command, redrives }) => [command, redrives]));
  const refused = Map.groupBy(
    requests.filter(({ throttled }) => throttled),
    ({ command }) => command,
  );
  return all.flatMap(({ event, expected }) =>
    expected.flatMap(({ workflow, steps }) =>
      steps.flatMap(({ id, retry }) => {
        const run = runs.get(placeOf(event.tenant, event.id, workflow));
        const command = run && commandOf(run, id);
        if (!command || !retry) return [];
        const free = refused.get(command.id)?.length ?? 0;
        return breaches(command, retry, { refused: free, budgets: 1 + (redrives.get(command.id) ?? 0) });
      }),
    ),
  );
}

interface Excuse {
  /** Attempts that do not count. */
  readonly refused: number;
  /** Every redrive begins another. */
  readonly budgets: number;
}

function breaches({ id, attempts }: RunCommand, retry: RetryPlan, { refused, budgets }: Excuse): readonly Violation[] {
  const counted = new Set(attempts.map(({ attempt }) => attempt)).size - refused;
  const tooMany: readonly Violation[] =
    counted > (retry.maxAttempts ?? Number.POSITIVE_INFINITY) * budgets
      ? [{ rule: 'too many attempts', what: `${id}: ${counted}` }]
      : [];
  // A redrive asks for an attempt at once.
  const tooEarly = (budgets > 1 ? [] : attempts).flatMap((attempt, index): readonly Violation[] => {
    const next = attempts[index + 1];
    const pause = next && pauseBetween(attempt, next);
    // Nobody says which attempts were refused: the pause that is due if all were before this one.
    const least = leastPause(retry, Math.max(1, attempt.attempt - refused));
    if (pause === undefined || pause >= least - ROUNDING_MS) return [];
    return [{ rule: 'too early', what: `${id}: attempt ${next?.attempt ?? 0} after ${pause} of ${least} ms` }];
  });
  return [...tooMany, ...tooEarly];
}

/** undefined: not bound to the schedule, as after the death of a process. */
function pauseBetween(attempt: Attempt, next: Attempt): number | undefined {
  if (attempt.outcome !== 'retry' || next.startedAt === undefined || next.attempt <= attempt.attempt) return undefined;
  return Date.parse(next.startedAt) - Date.parse(attempt.finishedAt);
}

const leastPause = ({ initialInterval, factor, maxInterval }: RetryPlan, used: number): number =>
  Math.min(initialInterval * factor ** (used - 1), maxInterval) * (1 - JITTER);
