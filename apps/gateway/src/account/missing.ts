import type { Found, OffsetGap, SilentCommand, StuckRun } from '@hookswitch/persistence';

/** What should have been heard of and was not. */
export interface Missing {
  /** Absent while the recorder is behind: nobody can tell then. */
  readonly events?: Found<OffsetGap>;
  readonly commands: Found<SilentCommand>;
  readonly runs: Found<StuckRun>;
}

/** How many each; of events, how many ranges of offsets. */
export const countsOf = ({ events, commands, runs }: Missing) => ({
  ...(events && { events: events.count }),
  commands: commands.count,
  runs: runs.count,
});

/** Everything was looked at, and nothing is missing. */
export const isWhole = (missing: Missing): boolean =>
  missing.events !== undefined && Object.values(countsOf(missing)).every((count) => count === 0);
