import { setTimeout as sleep } from 'node:timers/promises';
import { generateKeyRing, KeyRing, ledgerSchema } from '@hookswitch/platform';
import { eventually } from '@hookswitch/testing';
import { RestClient } from '../../harness/rest-client.js';
import type { Ending, ServiceProcess } from '../../harness/service-process.js';
import { CRM_SECRET, newTenant, type Tenant } from '../../harness/tenant.js';
import { document, saveAll } from '../../harness/workflows.js';
import { PATIENT } from '../begin.js';
import { conclude } from '../conclude.js';
import { atLeast, atMost, type Experiment } from '../experiment.js';
import type { Lab } from '../lab.js';
import { linesModel, numberOf, postStep } from '../load/lines.js';
import { Stream } from '../load/stream.js';
import { extraRequests } from '../measures.js';

const PER_SECOND = 10;
const TENANTS = 2;
const MEANWHILE_MS = 3_000;
const CONNECTOR = 'connector-http';
const NUMBER = 'event.properties.internal_number';

/** Keys that open secrets change under load, are missing, and a secret is revoked while commands need it. */
export const changingKeys: Experiment = {
  id: 'E25',
  title: 'a key ring is rotated under load, then it is the wrong one, then a secret is revoked and replaced',
  lab: { destinations: 2, replicas: { gateway: 2 } },
  async run(lab, { random, say }) {
    const tenants = await Promise.all(Array.from({ length: TENANTS }, () => beginWithSecret(lab)));
    const { urls } = lab.stack;
    const stream = new Stream({ urls, tenants, random: random.fork(), perSecond: PER_SECOND, lines: 2 });
    await sleep(MEANWHILE_MS);
    const rotation = await rotated(lab, tenants);
    say('the ring is another');
    const wrong = await startedWith(lab, await generateKeyRing());
    lab.stack.service(CONNECTOR).start({ HOOKSWITCH_KEY_RING: rotation.ring });
    await lab.stack.service(CONNECTOR).ready();
    say('the wrong ring has been tried');
    const [first] = tenants;
    await first?.api.must('DELETE', `/v1/secrets/${CRM_SECRET}?force=true`);
    await sleep(MEANWHILE_MS);
    const waiting = await held(lab);
    await first?.api.must('POST', '/v1/secrets', secretOf(first));
    say(`${waiting} commands waited for the secret`);
    await sleep(MEANWHILE_MS);
    await stream.stop();
    const { history, violations, seconds } = await conclude(lab, { tenants, sent: stream.sent, model: linesModel() });
    const bad = rotation.endings.filter(({ code }) => code !== 0).length;
    return {
      ...{ history, violations, recoverySeconds: seconds },
      load: `${PER_SECOND} events/s, ${TENANTS} tenants, 2 destinations, every request with a secret`,
      injected: 'rotation of the ring, a foreign ring, a revoked secret',
      claims: [
        atMost('requests that were made twice', extraRequests(history), 0),
        atMost('processes that ended otherwise than with 0 while the ring was rotated', bad, 0),
        {
          what: 'a connector with a foreign ring does not start',
          measured: `exit ${wrong.code}`,
          holds: (wrong.code ?? 0) > 0,
        },
        atLeast('commands that waited for the revoked secret', waiting, 1),
      ],
    };
  },
};

const secretOf = ({ secrets }: Tenant) => ({
  ...{ name: CRM_SECRET, value: secrets.crmToken },
  ...{ connectors: ['http'], allowedHosts: ['127.0.0.1'] },
});

async function beginWithSecret({ stack, sink }: Lab): Promise<Tenant> {
  const tenant = await newTenant(stack);
  const headers = [{ key: 'Authorization', value: `Bearer {{secrets.${CRM_SECRET}}}` }];
  const workflows = sink.urls.map((url, line) => {
    const step = postStep(tenant.id, url, PATIENT);
    const conditions = { all: [{ field: NUMBER, operator: 'equals', value: numberOf(line) }] };
    const params = { ...(step['params'] as object), headers };
    return document(`line-${line}`, ['call.ended'], [{ ...step, params }], { conditions });
  });
  await saveAll({ stack, tenant, slot: 'a' }, ...workflows);
  return tenant;
}

/** As the guide says: a key in front, the gateway's list, the connector, every secret again, the older key away. */
async function rotated(
  { stack }: Lab,
  tenants: readonly Tenant[],
): Promise<{ readonly ring: string; readonly endings: readonly Ending[] }> {
  const endings: Ending[] = [];
  const connector = stack.service(CONNECTOR);
  const [old, added] = [connector.options.env['HOOKSWITCH_KEY_RING'] ?? '', await generateKeyRing()];
  const both = JSON.stringify({ keys: [...keysOf(added), ...keysOf(old).map((key) => ({ ...key, primary: false }))] });
  const trusted = KeyRing.parse(added).thumbprints.join(',');
  for (const id of ['gateway', 'gateway#2'] as const) {
    const gateway = stack.service(id);
    const list = `${gateway.options.env['HOOKSWITCH_TRUSTED_SEALING_KEYS'] ?? ''},${trusted}`;
    endings.push(await again(gateway, { HOOKSWITCH_TRUSTED_SEALING_KEYS: list }));
  }
  endings.push(await again(connector, { HOOKSWITCH_KEY_RING: both }));
  await eventually('the gateways knowing the new key', () => isKnown(stack, added), { timeoutMs: 30_000 });
  for (const tenant of tenants) {
    const { name, ...change } = secretOf(tenant);
    await tenant.api.must('PUT', `/v1/secrets/${name}`, { value: change.value });
  }
  endings.push(await again(connector, { HOOKSWITCH_KEY_RING: added }));
  return { ring: added, endings };
}

async function isKnown({ urls, admin }: Lab['stack'], ring: string): Promise<boolean> {
  const [key] = KeyRing.parse(ring).thumbprints;
  const all = await Promise.all(
    urls.map((url) =>
      new RestClient(url, admin.key).get<{ readonly sealingKeys?: readonly Key[] }>('/v1/connectors/http'),
    ),
  );
  return all.every(({ sealingKeys }) => sealingKeys?.[0]?.kid === key);
}

async function again(service: ServiceProcess, env: Readonly<Record<string, string>>): Promise<Ending> {
  const ending = await service.end();
  service.start(env);
  await service.ready();
  return ending;
}

/** How it ended; it must not stay. */
async function startedWith({ stack }: Lab, ring: string): Promise<Ending> {
  const connector = stack.service(CONNECTOR);
  await connector.end();
  connector.start({ HOOKSWITCH_KEY_RING: ring });
  await connector.ready().catch(() => undefined);
  return connector.isRunning ? { code: 0, signal: null } : connector.stop();
}

async function held({ pool }: Lab): Promise<number> {
  const { rows } = await pool.query<{ readonly held: number }>(
    `SELECT count(*)::int AS held FROM ${ledgerSchema('http')}.commands WHERE state = 'waiting'`,
  );
  return rows[0]?.held ?? 0;
}

interface Key {
  readonly kid?: string;
  readonly primary?: boolean;
}

const keysOf = (ring: string): readonly Key[] => (JSON.parse(ring) as { readonly keys: readonly Key[] }).keys;
