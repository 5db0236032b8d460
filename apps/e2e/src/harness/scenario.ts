import { expect } from '@jest/globals';
import type { Provider, SimulatedRequest } from './simulator.js';
import type { Stack } from './stack.js';
import { credentialHashes, newTenant, type Tenant } from './tenant.js';

/** The world of one of the two tenants of a scenario. */
export interface World {
  readonly stack: Stack;
  readonly tenant: Tenant;
  /** `a` or `b`; behaviours of the simulator tell the two apart by it. */
  readonly slot: Slot;
}

export type Slot = 'a' | 'b';
export type Faults = Partial<Record<Provider, readonly object[]>>;

export interface Scenario {
  /** A sentence. */
  readonly name: string;
  /** Only where there is Kafka. */
  readonly needsKafka?: true;
  /** Why this machine cannot run it, as a sentence. */
  readonly notRun?: string;
  /** What the simulated providers do wrong, all through; `match` must fit this scenario alone. */
  readonly faults?: (slot: Slot) => Faults;
  run(world: World): Promise<void>;
}

/**
 * Runs it for two new tenants at once, with the same names and ids in both, and then compares: what carries one tenant's credentials holds
 * nothing of the other's.
 */
export async function runScenario(stack: Stack, scenario: Scenario): Promise<readonly Tenant[]> {
  const tenants = await Promise.all([newTenant(stack), newTenant(stack)]);
  const [a, b] = tenants;
  await Promise.all([scenario.run({ stack, tenant: a, slot: 'a' }), scenario.run({ stack, tenant: b, slot: 'b' })]);
  await expectApart(stack, a, b);
  return tenants;
}

async function expectApart({ simulator }: Stack, a: Tenant, b: Tenant): Promise<void> {
  const all = await simulator.requests();
  for (const [own, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const foreign = requestsOf(all, own).filter((request) => holds(request, other.id));
    expect(foreign).toEqual([]);
    // What was written for this tenant went out with its own credentials.
    const strays = all.filter(
      (request) => holds(request, own.id) && request.provider !== 'google' && !isOf(request, own),
    );
    expect(strays).toEqual([]);
  }
}

const holds = ({ body, path }: SimulatedRequest, text: string): boolean =>
  `${path} ${JSON.stringify(body)}`.includes(text);

function isOf({ credentials }: SimulatedRequest, tenant: Tenant): boolean {
  const hashes = credentialHashes(tenant);
  return Object.values(credentials).some((hash) => hashes.has(hash));
}

/** Of http, sms and slack: what was sent with this tenant's credentials. */
export const requestsOf = (requests: readonly SimulatedRequest[], tenant: Tenant): readonly SimulatedRequest[] =>
  requests.filter((request) => isOf(request, tenant));

export const received = async ({ stack, tenant }: World, provider: Provider): Promise<readonly SimulatedRequest[]> =>
  requestsOf(await stack.simulator.requests({ provider }), tenant);
