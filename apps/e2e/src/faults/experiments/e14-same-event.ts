import { eventually } from '@hookswitch/testing';
import { callEnded } from '../../harness/events.js';
import { RestClient } from '../../harness/rest-client.js';
import { newTenant, type Tenant } from '../../harness/tenant.js';
import { document, saveAll } from '../../harness/workflows.js';
import { conclude } from '../conclude.js';
import type { Experiment, Findings } from '../experiment.js';
import type { Model, SentEvent } from '../history/history.js';
import type { Lab } from '../lab.js';
import { linesWorkflows, numberOf, postStep } from '../load/lines.js';
import { ownShare } from '../own-share.js';

const EVENTS = 40;
const COPIES = 5;
const TENANTS = 2;

/** What a sender repeats, or sends twice for another reason, is one event. */
export const sameEvent: Experiment = {
  id: 'E14',
  title: 'an event comes five times at once over two gateways, and then with another body',
  lab: { destinations: 3, replicas: { gateway: 2 } },
  async run(lab) {
    const tenants = await beginTwice(lab);
    const findings = await sentAgain(lab, tenants, COPIES);
    return { ...findings, claims: [await shownAsDuplicates(lab, tenants)] };
  },
};

/** Two workflows that each match one of two bodies, and one that matches both. */
export const beginTwice = (lab: Lab): Promise<readonly Tenant[]> =>
  Promise.all(
    Array.from({ length: TENANTS }, async () => {
      const tenant = await newTenant(lab.stack);
      const [first = '', second = '', both = ''] = lab.sink.urls;
      const every = document('every', ['call.ended'], [postStep(tenant.id, both)]);
      await saveAll({ stack: lab.stack, tenant, slot: 'a' }, ...linesWorkflows(tenant.id, [first, second]), every);
      return tenant;
    }),
  );

const WORKFLOWS = ['line-0', 'line-1', 'every'];
const MODEL: Model = {
  expected: () => WORKFLOWS.map((workflow) => ({ workflow, steps: [{ id: 'post', ordered: true }] })),
};

/** So many copies of each event at once; when all is done that they ask for, another body under the same ids. */
export async function sentAgain(lab: Lab, tenants: readonly Tenant[], copies: number): Promise<Findings> {
  const own = ownShare(lab, tenants);
  const sent = (await Promise.all(tenants.map((tenant) => sendAll(lab, tenant, 0, copies)))).flat();
  const firstHalf = tenants.length * EVENTS * (WORKFLOWS.length - 1);
  const commands = () => new Set(own.sink.kept().map(({ command }) => command)).size;
  await eventually('what the first bodies ask for', () => commands() >= firstHalf, { timeoutMs: 30_000 });
  await Promise.all(tenants.map((tenant) => sendAll(lab, tenant, 1, 1)));
  const { history, violations } = await conclude(own, { tenants, sent, model: MODEL });
  return {
    ...{ history, violations, claims: [] },
    load: `${EVENTS} events of each of ${tenants.length} tenants`,
    injected: `${copies} copies at once, and one with another body`,
  };
}

function sendAll({ stack }: Lab, tenant: Tenant, line: number, copies: number): Promise<readonly SentEvent[]> {
  const headers = { 'content-type': 'application/cloudevents+json' };
  return Promise.all(
    Array.from({ length: EVENTS }, async (_, n): Promise<SentEvent> => {
      const [id, subject] = [`twice-${n}`, `call-${n}`];
      const event = callEnded(id, { internal_number: numberOf(line) }, { subject });
      const copy = (_: unknown, nth: number) =>
        new RestClient(stack.urls[nth % stack.urls.length] ?? '', tenant.key).must(
          'POST',
          '/v1/events',
          event,
          headers,
        );
      await Promise.all(Array.from({ length: copies }, copy));
      return { tenant: tenant.id, id, type: event.type, subject, seq: 0, answer: 'acked' };
    }),
  );
}

async function shownAsDuplicates({ pool }: Lab, tenants: readonly Tenant[]) {
  const { rows } = await pool.query<{ readonly shown: number }>(
    `SELECT count(*) FILTER (WHERE cardinality(positions) = $2 AND bodies_differ)::int AS shown FROM history.events
     WHERE tenant = ANY($1) AND subject <> 'probe'`,
    [tenants.map(({ id }) => id), COPIES + 1],
  );
  const shown = rows[0]?.shown ?? 0;
  const all = tenants.length * EVENTS;
  return {
    what: `events shown with ${COPIES} duplicates of which one differs, all ${all}`,
    measured: String(shown),
    holds: shown === all,
  };
}
