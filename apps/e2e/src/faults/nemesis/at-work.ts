import { setTimeout as sleep } from 'node:timers/promises';
import type { Provider, SimulatorClient } from '../../harness/simulator.js';
import type { ServiceId } from '../../harness/stack.js';

/** Whom a connector's requests go to; those of the others are too short to be met. */
const TARGETS: Partial<Record<ServiceId, Provider>> = {
  'connector-http': 'crm',
  'connector-slack': 'slack',
  'connector-sms': 'cloudtalk',
};
const PATIENCE_MS = 6_000;
const LOOK_MS = 20;

/** Resolves when the service has a request under way that began just now; after some seconds also without one. */
export async function atWork(simulator: SimulatorClient, id: ServiceId): Promise<void> {
  const provider = TARGETS[id];
  if (provider === undefined) return;
  const since = (await simulator.requests({ provider })).at(-1)?.seq ?? 0;
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const begun = await simulator.requests({ provider, since });
    if (begun.some(({ answer }) => answer === undefined)) return;
    await sleep(LOOK_MS);
  }
}
