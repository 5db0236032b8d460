import type { WorkflowDocument } from '@hookswitch/domain';
import { testDatabase } from '@hookswitch/testing';
import type pg from 'pg';
import { migrate } from '../migrate.js';
import { createPool } from '../pool.js';
import { ControlPlane } from './control-plane.js';

export interface TestPlane {
  readonly plane: ControlPlane;
  readonly pool: pg.Pool;
  readonly url: string;
  close(): Promise<void>;
}

export async function testPlane(): Promise<TestPlane> {
  const database = await testDatabase();
  const { url } = database;
  await migrate(url, 'control');
  const pool = createPool(url);
  const plane = await ControlPlane.open(pool);
  const close = async () => {
    await pool.end();
    await database.drop();
  };
  return { plane, pool, url, close };
}

export const as = (tenant: string) => ({ tenant, actor: { name: `key:of-${tenant}`, address: '192.0.2.7' } });

export const aDocument = (name: string, { enabled = true, text = 'Hello' } = {}): WorkflowDocument => ({
  kind: 'Workflow',
  apiVersion: 'hookswitch.io/v1',
  metadata: { name },
  spec: {
    enabled,
    trigger: { events: ['call.ended'] },
    steps: [{ id: 'notify', action: 'slack', connection: 'team', params: { text, channel: 'C1' } }],
  },
});
