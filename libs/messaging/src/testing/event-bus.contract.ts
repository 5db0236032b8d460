import { afterAll, beforeAll, describe } from '@jest/globals';
import type { EventBus } from '../port.js';
import { consumingContract } from './consuming.contract.js';
import { followingContract } from './following.contract.js';
import { groupContract } from './group.contract.js';
import { publishingContract } from './publishing.contract.js';
import { Workbench } from './workbench.contract.js';

/** Makes a bus for one run of the suite, and what takes away everything that it made. */
export type BusFactory = () => Promise<{ readonly bus: EventBus; readonly close: () => Promise<void> }>;

/** What every adapter of {@link EventBus} does; each runs it in an `.int.spec.ts` of its own. */
export function eventBusContract(create: BusFactory): void {
  describe('the contract of an event bus', () => {
    const bench = new Workbench();
    let close: () => Promise<void>;

    beforeAll(async () => {
      const made = await create();
      close = made.close;
      bench.open(made.bus);
    });
    afterAll(() => close());

    describe('publishing', () => publishingContract(bench, create));
    describe('reading and following', () => followingContract(bench));
    describe('consuming', () => consumingContract(bench));
    describe('groups', () => groupContract(bench));
  });
}
