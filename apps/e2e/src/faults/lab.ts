import { join } from 'node:path';
import { createPool } from '@hookswitch/persistence';
import { ROOT } from '../harness/service-process.js';
import { startServicesStack } from '../harness/services-stack.js';
import type { ServicesStack, StackOptions } from '../harness/stack.js';
import type { Pool } from './history/from-database.js';
import { startSink, type Sink } from './sink/sink.js';

export interface LabOptions extends Pick<StackOptions, 'replicas' | 'env'> {
  /** Targets of http actions, each an origin of its own; default 4. */
  readonly destinations?: number;
}

/** An installation under load and what it can be hurt with. */
export interface Lab {
  readonly stack: ServicesStack;
  readonly sink: Sink;
  /** Of its database. */
  readonly pool: Pool;
  close(): Promise<void>;
}

const DESTINATIONS = 4;

export async function openLab({ destinations = DESTINATIONS, ...options }: LabOptions = {}): Promise<Lab> {
  const sink = await startSink(destinations);
  try {
    const stack = await startServicesStack({ ...options, origins: sink.urls });
    const pool = createPool(stack.databaseUrl, { max: 2 });
    return {
      stack,
      sink,
      pool,
      async close() {
        await pool.end();
        await stack.close();
        await sink.close();
      },
    };
  } catch (error) {
    await sink.close();
    throw error;
  }
}

/** Where logs and results of a run lie. */
export const RESULTS = join(ROOT, 'test-results', 'faults');
