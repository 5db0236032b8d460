import { join } from 'node:path';
import { createPool } from '@hookswitch/persistence';
import { ROOT } from '../harness/service-process.js';
import { startServicesStack } from '../harness/services-stack.js';
import type { ServicesStack, StackOptions } from '../harness/stack.js';
import { startGround, type GroundWanted, type OwnGround } from './ground/ground.js';
import type { Pool } from './history/from-database.js';
import { startSink, type Sink } from './sink/sink.js';

export interface LabOptions extends Pick<StackOptions, 'replicas' | 'env'> {
  /** Targets of http actions, each an origin of its own; default 4. */
  readonly destinations?: number;
  /** Default: Kafka and Postgres of the run, which nobody may hurt. */
  readonly ground?: GroundWanted;
}

/** An installation under load and what it can be hurt with. */
export interface Lab {
  readonly stack: ServicesStack;
  readonly sink: Sink;
  /** Of its database. */
  readonly pool: Pool;
  /** Where the experiment has asked for ground of its own. */
  readonly own?: Omit<OwnGround, 'ground' | 'close'>;
  close(): Promise<void>;
}

const DESTINATIONS = 4;

export async function openLab({ destinations = DESTINATIONS, ground, ...options }: LabOptions = {}): Promise<Lab> {
  const closing: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const one of closing.splice(0).reverse()) await one();
  };
  try {
    const sink = await startSink(destinations);
    closing.push(() => sink.close());
    const own = ground && (await startGround(ground));
    if (own) closing.push(() => own.close());
    const stack = await startServicesStack({ ...options, origins: sink.urls, ...(own && { ground: own.ground }) });
    closing.push(() => stack.close());
    const pool = createPool(stack.databaseUrl, { max: 2 });
    closing.push(() => pool.end());
    return { stack, sink, pool, ...(own && { own }), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Where logs and results of a run lie. */
export const RESULTS = join(ROOT, 'test-results', 'faults');
