import { expect } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { callEnded } from '../harness/events.js';
import { kcatOf, publish } from '../harness/intakes.js';
import type { ConsumedRecord } from '../harness/kcat.js';
import { endedRun } from '../harness/runs.js';
import type { Scenario, World } from '../harness/scenario.js';
import { crmStep, document, saveAll } from '../harness/workflows.js';
import { poison } from './poison.js';

export const badKafka: readonly Scenario[] = [
  {
    name: 'records that cannot be read become dead letters with their bytes and reason, and the next one goes through',
    needsKafka: true,
    async run(world) {
      const { stack, tenant } = world;
      await saveAll(
        world,
        document('good', ['call.ended'], [crmStep(stack, 'crm', { name: '{{event.id}} {{event.properties.mark}}' })]),
      );
      await publish(world, callEnded('before', { mark: tenant.id }));
      await endedRun(tenant, 'before');
      const kcat = kcatOf(world);
      const records = poison(tenant.id).map(([what, reason, record], index) => ({
        what,
        reason,
        record,
        key: `${tenant.id}|${index}`,
      }));
      for (const { record, key } of records) await kcat.produce('events', { ...record, key, partition: 0 });
      const good = { ...callEnded('after', { mark: tenant.id }), tenantid: tenant.id };
      await kcat.produce('events', { value: JSON.stringify(good), key: `${tenant.id}|good`, partition: 0 });
      expect((await endedRun(tenant, 'after')).status).toBe('succeeded');

      const letters = await lettersOf(world, records.length);
      for (const { what, reason, record, key } of records) {
        const letter = letters.find((each) => each.key === key);
        expect([what, letter?.headers.hs_reason, letter?.headers.hs_stage !== undefined]).toEqual([what, reason, true]);
        expect([what, letter?.headers.hs_topic]).toEqual([what, kcat.topic('events')]);
        if (typeof record.value === 'string') expect([what, letter?.value ?? '']).toEqual([what, record.value]);
      }
      await shownToTheirTenant(world);
    },
  },
  {
    name: 'a command and a result that nobody can read hold up nothing',
    needsKafka: true,
    async run(world) {
      const { stack, tenant } = world;
      const kcat = kcatOf(world);
      const before = (await kcat.consume('deadletters')).length;
      for (let partition = 0; partition < 4; partition += 1)
        for (const topic of ['commands.http', 'results', 'control.http'])
          await kcat.produce(topic, { value: `{"broken`, key: `${tenant.id}|x`, partition });
      const note = crmStep(stack, 'crm', { name: '{{event.id}} {{event.properties.mark}}' });
      await saveAll(world, document('good', ['call.ended'], [note]));
      await publish(world, callEnded('behind', { mark: tenant.id }));
      expect((await endedRun(tenant, 'behind')).status).toBe('succeeded');
      const reasons = (await lettersOf(world, 12)).map(({ headers }) => headers.hs_reason);
      expect(reasons).toEqual(Array.from({ length: 12 }, () => 'not_json'));
      expect((await kcat.consume('deadletters')).length).toBeGreaterThanOrEqual(before + 12);
    },
  },
];

const lettersOf = (world: World, count: number): Promise<readonly ConsumedRecord[]> =>
  eventually(
    `${count} dead letters`,
    async () => {
      const letters = (await kcatOf(world).consume('deadletters')).filter(({ key }) =>
        key?.startsWith(`${world.tenant.id}|`),
      );
      return letters.length >= count ? letters : undefined;
    },
    { timeoutMs: 30_000, everyMs: 500 },
  );

interface ShownLetter {
  readonly reason: string;
  readonly origin: { readonly topic: string };
}

/** What names the tenant is shown to it, over the API. */
const shownToTheirTenant = ({ tenant }: World): Promise<unknown> =>
  eventually(
    'dead letters over the API',
    async () => {
      const reasons = (await tenant.api.all<ShownLetter>('/v1/dead-letters')).map(({ reason }) => reason);
      return ['not_json', 'hop_limit', 'payload_too_large'].every((reason) => reasons.includes(reason));
    },
    { timeoutMs: 20_000, everyMs: 250 },
  );
