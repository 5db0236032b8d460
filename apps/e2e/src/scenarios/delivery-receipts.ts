import { expect } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { callEnded, JANE, OFFICE } from '../harness/events.js';
import { publish } from '../harness/intakes.js';
import { commandOf, endedRun, runOf, type Delivery, type Run } from '../harness/runs.js';
import { received, type Scenario, type World } from '../harness/scenario.js';
import type { Provider } from '../harness/simulator.js';
import { connect, type TenantSecrets } from '../harness/tenant.js';
import { document, saveAll, slackStep, smsStep } from '../harness/workflows.js';

interface Reporter {
  readonly provider: Provider;
  readonly secrets: (of: TenantSecrets) => object;
  /** A code of the provider's, and what it is in words. */
  readonly code: string;
  readonly message?: string;
  /** What the test of the connection tells a person to do at the provider. */
  readonly settings?: (world: World, told: string) => Promise<void>;
}

const REPORTERS: readonly Reporter[] = [
  {
    provider: 'twilio',
    secrets: ({ smsId, smsSecret }) => ({ id: smsId, secret: smsSecret }),
    code: '30003',
    message: 'Unreachable handset',
  },
  {
    provider: 'messagebird',
    secrets: ({ smsSecret }) => ({ secret: smsSecret, signing: `${smsSecret}-signing` }),
    code: '104',
  },
  {
    provider: 'vonage',
    secrets: ({ smsId, smsSecret }) => ({ id: smsId, secret: smsSecret, signing: `${smsSecret}-signing` }),
    code: '9',
    message: 'Illegal number',
    settings: async ({ stack, tenant }, told) => {
      const [url = ''] = /http:\S+$/.exec(told) ?? [];
      const basic = Buffer.from(`${tenant.secrets.smsId}:${tenant.secrets.smsSecret}`).toString('base64');
      await fetch(`${stack.simulator.url}/vonage/account/settings`, {
        method: 'POST',
        headers: { authorization: `Basic ${basic}` },
        body: new URLSearchParams({ drCallBackUrl: url }),
      });
    },
  },
  {
    provider: 'plivo',
    secrets: ({ smsId, smsSecret }) => ({ id: smsId, secret: smsSecret }),
    code: '50',
    message: 'Invalid destination number',
  },
];

/** One word, which every encoding of a body leaves as it is. */
const LOST = 'never-arrives';

const deliveriesOf = (run: Run): readonly Delivery[] => commandOf(run, 'text').deliveries ?? [];

/** A run's step once the provider has reported. */
const reported = async ({ tenant }: World, event: string): Promise<Run> => {
  const { id } = await endedRun(tenant, event);
  return eventually(
    'the report on the run',
    async () => {
      const run = await runOf(tenant.api, id);
      return deliveriesOf(run).length > 0 ? run : undefined;
    },
    { timeoutMs: 30_000, everyMs: 200 },
  );
};

const posts = async (world: World): Promise<readonly string[]> =>
  (await received(world, 'slack')).map(({ body }) => (body as { readonly text: string }).text).sort();

export const deliveryReceiptScenarios: readonly Scenario[] = REPORTERS.map(
  ({ provider, secrets, code, message, settings }) => ({
    name: `what ${provider} reports stands on the run and starts workflows, once, and a forged report does nothing`,
    faults: () => ({
      [provider]: [
        {
          match: { body: LOST },
          receipts: [
            { status: 'delivered', forged: true },
            { status: 'undelivered', code },
            { status: 'undelivered', code },
            { status: 'sent' },
          ],
        },
      ],
    }),
    async run(world) {
      const { stack, tenant } = world;
      const told = await connect(tenant, {
        name: provider,
        connector: 'sms',
        settings: { provider, sender: OFFICE, baseUrl: `${stack.simulator.url}/${provider}` },
        secrets: secrets(tenant.secrets),
        allowedHosts: ['127.0.0.1'],
      });
      await settings?.(world, told);
      const text =
        '{{event.type}} {{event.subject}} {{event.properties.recipient}} {{event.properties.error.code | default:"-"}}';
      await saveAll(
        world,
        document('texts', ['call.ended'], [smsStep('text', '{{event.properties.text}}', { connection: provider })]),
        document('tells', ['message.delivered', 'sms.undelivered'], [slackStep('tell', '#texts', text)]),
      );
      await publish(world, callEnded('found', { text: 'Sorry we missed you!' }));
      await publish(world, callEnded('lost', { text: LOST }));

      const [found, lost] = [await reported(world, 'found'), await reported(world, 'lost')];
      const { output } = commandOf(found, 'text');
      const at = expect.stringMatching(/^\d{4}-.*Z$/) as unknown;
      expect(deliveriesOf(found)).toEqual([{ status: 'delivered', at, messageId: output?.messageId }]);
      const error = { code, ...(message !== undefined && { message }) };
      const undelivered = { status: 'undelivered', at, messageId: commandOf(lost, 'text').output?.messageId, error };
      expect(deliveriesOf(lost)).toEqual([undelivered]);

      await eventually('Slack being told', async () => (await posts(world)).length >= 2, { timeoutMs: 30_000 });
      // What was reported twice, and what was said by nobody, has come by now: all of it went the same way.
      const all = await eventually('every report being sent', () => sentReports(world, provider, 6), {
        timeoutMs: 30_000,
      });
      expect(new Set(all.map(({ answer }) => answer))).toEqual(new Set([202]));
      await eventually('the second report being taken', async () => {
        const [event] = await eventsOf(world, commandOf(lost, 'text').id);
        return event?.duplicates === 1;
      });
      expect(await posts(world)).toEqual([
        `message.delivered call-found ${JANE} -`,
        `message.undelivered call-lost ${JANE} ${code}`,
      ]);
      expect(deliveriesOf(await runOf(tenant.api, lost.id))).toEqual([undelivered]);
    },
  }),
);

interface SentReport {
  readonly provider: string;
  readonly url: string;
  readonly answer?: number;
}

/** Those about commands of the tenant: their URLs are as unguessable as they are its own. */
async function sentReports({ stack, tenant }: World, provider: string, count: number) {
  const response = await fetch(`${stack.simulator.url}/_sim/receipts`);
  const all = (await response.json()) as readonly SentReport[];
  const own = all.filter((report) => report.provider === provider && claimOf(report.url)[0] === tenant.id);
  return own.length >= count ? own : undefined;
}

function claimOf(url: string): readonly unknown[] {
  const [payload = ''] = (new URL(url).searchParams.get('t') ?? '').split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as readonly unknown[];
}

const eventsOf = async ({ tenant }: World, command: string) =>
  (
    await tenant.api.all<{ readonly id: string; readonly duplicates: number }>('/v1/events?type=message.undelivered')
  ).filter(({ id }) => id.startsWith(command));
