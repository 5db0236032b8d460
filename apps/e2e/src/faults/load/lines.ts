import { sha256 } from '../../harness/simulator.js';
import { document } from '../../harness/workflows.js';
import type { ExpectedStep, Model } from '../history/history.js';

type Json = Readonly<Record<string, unknown>>;

/** Phone number of a line; every line has a workflow and a destination of its own. */
export const numberOf = (line: number): string => `+1202555${String(line).padStart(4, '0')}`;

/** Attempts short and repetitions quick, so that what a fault has cut off is settled within seconds. */
const BRISK = {
  timeout: { seconds: 2 },
  retry: { initialInterval: 500, factor: 1.5, maxInterval: 2_000 },
} as const;

/**
 * What a call that ended on a line must lead to: one request to that line's destination, in the order of the calls' events.
 * `retry`: of the step, where it is not the usual one.
 */
export const linesModel = ({
  mayDieOf,
  retry = BRISK.retry,
}: Pick<ExpectedStep, 'mayDieOf' | 'retry'> = {}): Model => ({
  expected: ({ line }) =>
    line === undefined || line < 0
      ? []
      : [{ workflow: `line-${line}`, steps: [{ id: 'post', ordered: true, retry, ...(mayDieOf && { mayDieOf }) }] }],
  digest: ({ tenant, event: { id, subject } }) => sha256(JSON.stringify({ tenant, event: id, subject })),
});

/** One workflow a line. `more`: instead of the usual patience of its step. */
export const linesWorkflows = (tenant: string, urls: readonly string[], more: Json = BRISK): readonly Json[] =>
  urls.map((url, line) =>
    document(`line-${line}`, ['call.ended'], [postStep(tenant, url, more)], {
      conditions: { all: [{ field: 'event.properties.internal_number', operator: 'equals', value: numberOf(line) }] },
    }),
  );

/** Posts who, what and which call to the target. */
export const postStep = (tenant: string, url: string, more: Json = BRISK): Json => ({
  id: 'post',
  action: 'http',
  params: {
    endpoint: `${url}/calls`,
    method: 'POST',
    values: [
      { key: 'tenant', value: tenant },
      { key: 'event', value: '{{event.id}}' },
      { key: 'subject', value: '{{event.subject}}' },
    ],
  },
  ...more,
});
