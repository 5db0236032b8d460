import { randomUUID } from 'node:crypto';
import { migrate } from '@hookswitch/persistence';
import { generateApiKey, generateContinuationKey, generateKeyRing, KeyRing } from '@hookswitch/platform';
import { testDatabase } from '@hookswitch/testing';
import { createInstallation } from '../lib/installation.mjs';
import { NodeProcess } from '../lib/node-process.mjs';
import { freePorts } from '../lib/ports.mjs';
import { documents } from '../lib/workload.mjs';

/** Gateway, rules and connector-http as processes of their own, with workflows saved over the API. */
export async function startInstalled({ partitions, workflows, origins, profile }) {
  const installation = await createInstallation({ partitions, connectorTypes: ['http'] });
  const database = await testDatabase();
  const services = [];
  const close = async () => {
    await Promise.all(services.map((each) => each.stop()));
    await installation.remove();
    await database.drop();
  };
  try {
    await migrate(database.url, 'control');
    await migrate(database.url, 'recorder');
    const [http, grpc, ...adminPorts] = await freePorts(5);
    const { text: key } = generateApiKey();
    const envs = await environments({ databaseUrl: database.url, http, grpc, key, origins });
    for (const [index, [name, env]] of Object.entries(envs).entries())
      services.push(
        new NodeProcess({
          ...{ name, run: installation.prefix, profile, adminPort: adminPorts[index] },
          script: `apps/${name}/dist/main.js`,
          env: { ...installation.env, ...env },
        }),
      );
    await Promise.all(services.map((each) => each.ready()));
    const url = `http://127.0.0.1:${http}`;
    await save(
      { url, key },
      documents(workflows, (index) => origins[index % origins.length]),
    );
    return { url, key, services, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function environments({ databaseUrl, http, grpc, key, origins }) {
  const ring = await generateKeyRing();
  return {
    gateway: {
      DATABASE_URL: databaseUrl,
      HOOKSWITCH_HTTP_PORT: String(http),
      HOOKSWITCH_GRPC_PORT: String(grpc),
      HOOKSWITCH_ADMIN_KEY: key,
      HOOKSWITCH_TRUSTED_SEALING_KEYS: KeyRing.parse(ring).thumbprints.join(','),
    },
    rules: { HOOKSWITCH_RULES_KEYS: generateContinuationKey() },
    'connector-http': {
      DATABASE_URL: databaseUrl,
      HOOKSWITCH_KEY_RING: ring,
      HOOKSWITCH_EGRESS_TEST_ORIGINS: origins.join(','),
    },
  };
}

async function save({ url, key }, all) {
  for (const document of all) {
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    };
    const reply = await fetch(`${url}/v1/workflows`, { method: 'POST', headers, body: JSON.stringify(document) });
    if (reply.status !== 201) throw new Error(`a workflow was not saved: ${reply.status} ${await reply.text()}`);
  }
}
