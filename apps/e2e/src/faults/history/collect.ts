import { setTimeout as sleep } from 'node:timers/promises';
import { runOf, type RunSummary } from '../../harness/runs.js';
import type { Stack } from '../../harness/stack.js';
import { credentialHashes, type Tenant } from '../../harness/tenant.js';
import type { SeenRequest, SeenResult, TenantRun } from './history.js';

const LOOK_EVERY_MS = 1_000;
const AT_A_TIME = 8;

/**
 * Waits until nothing goes on any more: no run is open and none has come for a moment, or nothing has changed for so long that nothing will.
 */
export async function settled(
  tenants: readonly Tenant[],
  { quietMs, patienceMs, deadlineMs }: Patience,
): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  let before = '';
  let since = Date.now();
  while (Date.now() < deadline) {
    const states = (await Promise.all(tenants.map(listRuns))).flat().map(({ id, status }) => `${id} ${status}`);
    const now = states.toSorted().join();
    if (now !== before) [before, since] = [now, Date.now()];
    const isOpen = states.some((state) => state.endsWith('running'));
    if (Date.now() - since >= (isOpen ? patienceMs : quietMs)) return;
    await sleep(LOOK_EVERY_MS);
  }
}

export interface Patience {
  /** How long nothing new may come when all have ended. */
  readonly quietMs: number;
  /** How long nothing may change while some are open. */
  readonly patienceMs: number;
  readonly deadlineMs: number;
}

const listRuns = ({ api }: Tenant): Promise<readonly RunSummary[]> => api.all<RunSummary>('/v1/runs');

export async function runsOf(tenant: Tenant): Promise<readonly TenantRun[]> {
  const rest = [...(await listRuns(tenant))].filter(({ event }) => event.subject !== 'probe');
  const runs: TenantRun[] = [];
  const worker = async () => {
    for (let next = rest.pop(); next; next = rest.pop())
      runs.push({ ...(await runOf(tenant.api, next.id)), tenant: tenant.id });
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return runs;
}

/** The requests that carry out commands; what a connector asks beside that (tokens, recordings, jobs) is none. */
export async function requestsOf(
  { simulator }: Stack,
  tenants: readonly Tenant[],
  since: number,
): Promise<readonly SeenRequest[]> {
  const owners = new Map(tenants.flatMap((tenant) => [...credentialHashes(tenant)].map((hash) => [hash, tenant.id])));
  return (await simulator.requests({ since })).flatMap((request) => {
    const { seq, provider, path, idempotencyKey: command, credentials, effect } = request;
    if (command === undefined || provider === 'recordings') return [];
    if (provider === 'google' && !path.includes('recognize')) return [];
    const tenant = owners.get(credentials.authorization ?? '');
    const replayed = provider === 'crm' && request.answer !== undefined && request.answer.status < 300;
    return [
      { seq, provider, command, succeeded: effect !== undefined || replayed, ...(tenant !== undefined && { tenant }) },
    ];
  });
}

/** All that connectors have published of these tenants' commands. */
export async function resultsOf({ kafka }: Stack, tenants: readonly Tenant[]): Promise<readonly SeenResult[]> {
  const own = new Set(tenants.map(({ id }) => id));
  const records = (await kafka?.consume('results')) ?? [];
  return records.flatMap(({ value }) => resultIn(value ?? '')).filter(({ tenant = '' }) => own.has(tenant));
}

/** None where an experiment has put something there that nobody can read. */
function resultIn(text: string): readonly (SeenResult & { readonly tenant?: string })[] {
  try {
    return [JSON.parse(text) as SeenResult & { readonly tenant?: string }];
  } catch {
    return [];
  }
}
