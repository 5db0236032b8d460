import { eventually } from '@hookswitch/testing';
import type { RestClient } from './rest-client.js';
import type { Tenant } from './tenant.js';

export interface Attempt {
  readonly seq: number;
  readonly attempt: number;
  readonly outcome?: string;
  readonly startedAt?: string;
  readonly finishedAt: string;
  readonly error?: { readonly code: string; readonly message: string };
}

export interface RunCommand {
  readonly id: string;
  readonly connector: string;
  readonly status: string;
  readonly reason?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly output?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: string; readonly message: string };
  readonly attempts: readonly Attempt[];
  readonly deliveries?: readonly Delivery[];
}

export interface Delivery {
  readonly status: string;
  readonly at: string;
  readonly messageId?: string;
  readonly error?: { readonly code: string; readonly message?: string };
}

export interface RunStep {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly detail?: string;
  readonly command?: RunCommand;
}

/** As `GET /v1/runs` lists it. */
export interface RunSummary {
  readonly id: string;
  readonly workflow: { readonly id: string; readonly name: string; readonly version: number };
  readonly event: { readonly id: string; readonly source: string; readonly type: string; readonly subject: string };
  readonly status: string;
  readonly reason?: string;
}

/** As `GET /v1/runs/{id}` shows it. */
export interface Run extends RunSummary {
  readonly steps: readonly RunStep[];
}

const UNTIL = { timeoutMs: 45_000, everyMs: 200 };

export const runOf = (api: RestClient, id: string): Promise<Run> => api.get<Run>(`/v1/runs/${id}`);

export async function runsOfEvent(api: RestClient, event: string): Promise<readonly Run[]> {
  const list = await api.all<RunSummary>(`/v1/runs?event=${encodeURIComponent(event)}`);
  return Promise.all(list.map(({ id }) => runOf(api, id)));
}

/** Waits until exactly so many runs of the event exist and all of them have ended. */
export async function endedRuns({ api, id }: Tenant, event: string, count: number): Promise<readonly Run[]> {
  let last: readonly Run[] = [];
  try {
    return await eventually(
      'the runs',
      async () => {
        last = await runsOfEvent(api, event);
        return last.length === count && last.every(({ status }) => status !== 'running') ? last : undefined;
      },
      UNTIL,
    );
  } catch (error) {
    const seen = last.map((run) => `${run.workflow.name} ${run.status} ${JSON.stringify(statesOf(run))}`).join('\n');
    throw new Error(`${count} ended run(s) of ${event} were expected for ${id}; there are ${last.length}:\n${seen}`, {
      cause: error,
    });
  }
}

export async function endedRun(tenant: Tenant, event: string): Promise<Run> {
  const [run] = await endedRuns(tenant, event, 1);
  if (!run) throw new Error('unreachable');
  return run;
}

/** Waits for a run that need not have ended. */
export const startedRun = ({ api }: Tenant, event: string, fits: (run: Run) => boolean = () => true): Promise<Run> =>
  eventually(`a run of ${event}`, async () => (await runsOfEvent(api, event)).find(fits), UNTIL);

export function commandOf(run: Run, step: string): RunCommand {
  const command = run.steps.find(({ id }) => id === step)?.command;
  if (!command) throw new Error(`step ${step} has no command in ${JSON.stringify(run, null, 1)}`);
  return command;
}

/** Step → what rules decided and, of an action, how its command ended: one look at a whole run. */
export const statesOf = (run: Run): Readonly<Record<string, string>> =>
  Object.fromEntries(
    run.steps.map(({ id, status, command }) => [
      id,
      command ? `${status} ${command.status}${command.reason ? `: ${command.reason}` : ''}` : status,
    ]),
  );
