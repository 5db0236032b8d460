import { compileRecord, SNAPSHOT_KEY } from '@hookswitch/domain';
import { encodeMessage } from '@hookswitch/messaging';
import { httpConnector } from '@hookswitch/connector-http';
import { documents } from '../lib/workload.mjs';

const HOSTS = 20;

/** What the gateway publishes for rules: tenants, compiled workflows, and the markers that say that this is all. */
export async function publishWorkflows({ bus, topics }, { tenants, workflows }) {
  const manifests = new Map([['http', httpConnector.manifest]]);
  const own = documents(workflows, (index) => `https://crm-${index % HOSTS}.example.com`);
  const records = tenants.flatMap((tenant, nth) => [
    encodeMessage('tenant', topics.tenants, tenant, {
      ...{ tenant, revision: 1, deriveCallEvents: true, suspended: false, eventTypes: [] },
    }),
    ...own.map((document, index) => {
      const source = { tenant, id: idOf(nth, index), version: 1, revision: 1, manifests, topics };
      return encodeMessage('workflow', topics.workflows, `${tenant}|${source.id}`, compileRecord(document, source));
    }),
  ]);
  await bus.publish(records);
  const marker = JSON.stringify({ kind: 'snapshot', at: new Date().toISOString() });
  for (const topic of [topics.workflows, topics.tenants])
    await bus.publish(
      (await bus.offsets(topic)).map((_, partition) => ({ topic, partition, key: SNAPSHOT_KEY, value: marker })),
    );
}

/** A workflow's id is a UUID. */
const idOf = (tenant, index) => `00000000-0000-4000-8000-${String(tenant * 1_000_000 + index).padStart(12, '0')}`;
