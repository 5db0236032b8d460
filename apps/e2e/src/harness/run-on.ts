import { afterAll, beforeAll, it } from '@jest/globals';
import { expectNoSecrets } from './secrets.js';
import { runScenario, type Faults, type Scenario, type Slot } from './scenario.js';
import type { Provider } from './simulator.js';
import type { Stack } from './stack.js';
import type { Tenant } from './tenant.js';

const START_MS = 180_000;
const SCENARIO_MS = 120_000;
const SLOTS: readonly Slot[] = ['a', 'b'];

/** What can be said of a stack once everything has been done on it. */
export interface Afterwards {
  /** A sentence. */
  readonly name: string;
  readonly check: (stack: Stack) => Promise<void>;
}

/** Runs the scenarios on one stack, several at a time, each for tenants of its own; then looks for secrets where none may be. */
export function runOn(
  start: () => Promise<Stack>,
  all: readonly Scenario[],
  afterwards: readonly Afterwards[] = [],
): void {
  const scenarios = all.filter(({ notRun }) => notRun === undefined);
  for (const { name, notRun } of all) if (notRun !== undefined) it.skip(`${name}: ${notRun}`, () => undefined);
  let stack: Stack | undefined;
  const tenants: Tenant[] = [];
  beforeAll(async () => {
    stack = await start();
    await misbehave(stack, scenarios);
  }, START_MS);
  afterAll(() => stack?.close(), START_MS);

  for (const scenario of scenarios) {
    it.concurrent(
      scenario.name,
      async () => {
        if (!stack) throw new Error('the stack did not start');
        tenants.push(...(await runScenario(stack, scenario)));
      },
      SCENARIO_MS,
    );
  }

  for (const { name, check } of afterwards) {
    it(name, async () => {
      if (!stack) throw new Error('the stack did not start');
      await check(stack);
    });
  }

  it(
    'no secret of any tenant is readable on a topic, in the database or in a log',
    async () => {
      if (!stack) throw new Error('the stack did not start');
      await expectNoSecrets(stack, tenants);
    },
    SCENARIO_MS,
  );
}

/** Set once for all, since setting again would let those begin anew that have happened already. */
async function misbehave({ simulator }: Stack, scenarios: readonly Scenario[]): Promise<void> {
  const all = scenarios.flatMap(({ faults }) => (faults ? SLOTS.map(faults) : []));
  const providers = new Set(all.flatMap((faults) => Object.keys(faults) as Provider[]));
  for (const provider of providers)
    await simulator.misbehave(
      provider,
      all.flatMap((faults: Faults) => faults[provider] ?? []),
    );
}
