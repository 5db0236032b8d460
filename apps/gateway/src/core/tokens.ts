import type { ServiceContext } from '@hookswitch/platform';
import type { Engines, Topics } from '@hookswitch/domain';

/** What every feature may inject (`@Inject(TOKEN)`): interfaces have no runtime value that could stand for them. */
/** {@link ServiceContext} */
export const CONTEXT = Symbol('ServiceContext');
/** The service's logger. */
export const LOGGER = Symbol('Logger');
/** `EventBus` of the process. */
export const BUS = Symbol('EventBus');
/** {@link Topics} */
export const TOPICS = Symbol('Topics');
/** {@link Engines} */
export const ENGINES = Symbol('Engines');
/** `pg.Pool` of the service. */
export const POOL = Symbol('Pool');
/** 32 bytes that all gateways share, for what clients carry and must not change. */
export const MAC_KEY = Symbol('MacKey');
/** `AbortSignal`: aborted when callers are told to go elsewhere. What lasts as long as a caller likes ends then. */
export const STOPPING = Symbol('Stopping');
/** Milliseconds since the epoch. */
export const CLOCK = Symbol('Clock');
export type Clock = () => number;

export type { Engines, ServiceContext, Topics };
