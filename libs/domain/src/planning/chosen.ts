import type { TelephonyEvent } from '../event.js';

/** Whether an event concerns a workflow at all: a replay may be for some of them alone. */
export const isMeantFor = ({ replayworkflows }: Pick<TelephonyEvent, 'replayworkflows'>, workflow: string): boolean =>
  replayworkflows === undefined || replayworkflows.split(',').includes(workflow);
