import type { ServiceId, ServicesStack } from '../harness/stack.js';

const JOINED = 'Consumer has joined the group';

/** How often these services (default: all) have joined a group so far, which they do at their start and with every rebalance. */
export const joins = ({ services }: ServicesStack, ids: readonly ServiceId[] = [...services.keys()]): number =>
  ids.reduce((sum, id) => sum + (services.get(id)?.log().split(JOINED).length ?? 1) - 1, 0);
