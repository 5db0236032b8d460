import { expect } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { callEnded, JANE, OFFICE } from '../harness/events.js';
import { publish } from '../harness/intakes.js';
import { commandOf, endedRun } from '../harness/runs.js';
import { received, type Scenario, type World } from '../harness/scenario.js';
import type { Provider } from '../harness/simulator.js';
import type { TenantSecrets } from '../harness/tenant.js';
import { document, saveAll, smsStep } from '../harness/workflows.js';

interface SmsProvider {
  readonly provider: Provider;
  /** Settings beside the provider's name, by its base at the simulator. */
  readonly settings: (base: string) => object;
  /** Default: id and secret. */
  readonly secrets?: (of: TenantSecrets) => object;
  /** What the provider must have received. */
  readonly body: (text: string) => object;
}

const idAndSecret = ({ smsId, smsSecret }: TenantSecrets) => ({ id: smsId, secret: smsSecret });
const atBase = (base: string) => ({ baseUrl: base });
const digits = (number: string) => number.slice(1);

const PROVIDERS: readonly SmsProvider[] = [
  { provider: 'twilio', settings: atBase, body: (text) => ({ From: OFFICE, To: JANE, Body: text }) },
  {
    provider: 'vonage',
    settings: atBase,
    body: (text) => ({ from: digits(OFFICE), to: digits(JANE), text, type: 'unicode' }),
  },
  {
    provider: 'messagebird',
    settings: atBase,
    secrets: ({ smsSecret }) => ({ secret: smsSecret }),
    body: (text) => ({ originator: digits(OFFICE), recipients: [digits(JANE)], body: text, datacoding: 'auto' }),
  },
  {
    provider: 'plivo',
    settings: atBase,
    body: (text) => ({ src: digits(OFFICE), dst: digits(JANE), text, type: 'sms' }),
  },
  {
    provider: 'custom',
    settings: (base) => ({
      template: {
        url: `${base}/send`,
        basicAuth: true,
        body: { kind: 'json', content: { from: '{{sms.sender}}', to: '{{sms.recipient}}', text: '{{sms.text}}' } },
        messageIdPath: 'messages[0].id',
        testUrl: `${base}/balance`,
      },
    }),
    body: (text) => ({ from: OFFICE, to: JANE, text }),
  },
];

export const smsProviderScenarios: readonly Scenario[] = PROVIDERS.map(
  ({ provider, settings, secrets = idAndSecret, body }) => ({
    name: `a missed caller is texted over ${provider}, whose connection was tested before`,
    async run(world) {
      const { stack, tenant } = world;
      await connect(world, provider, settings(`${stack.simulator.url}/${provider}`), secrets(tenant.secrets));
      const step = smsStep('text', 'Sorry we missed you & “yours”! {{event.properties.mark}}', {
        connection: provider,
      });
      await saveAll(world, document('texts', ['call.ended'], [step]));
      await publish(world, callEnded('missed', { mark: tenant.id }));
      const run = await endedRun(tenant, 'missed');
      const { id, output } = commandOf(run, 'text');
      expect([run.status, output]).toEqual([
        'succeeded',
        { provider, messageId: expect.stringMatching(/.{8}/) as unknown, segments: 1 },
      ]);
      const sent = (await received(world, provider)).filter(({ effect }) => effect === 'message');
      expect(sent).toMatchObject([{ idempotencyKey: id, body: body(`Sorry we missed you & “yours”! ${tenant.id}`) }]);
    },
  }),
);

/** A connection of the provider's name, of which the provider says that it works. */
async function connect({ tenant }: World, provider: Provider, settings: object, secrets: object): Promise<void> {
  const { id } = await tenant.api.must<{ id: string }>('POST', '/v1/connections', {
    name: provider,
    connector: 'sms',
    settings: { provider, sender: OFFICE, ...settings },
    secrets,
    allowedHosts: ['127.0.0.1'],
  });
  // The connector hears of a connection a moment later than we do.
  const tested = await eventually(`the connector testing ${provider}`, async () => {
    const outcome = await tenant.api.must<Tested>('POST', `/v1/connections/${id}:test`);
    return outcome.error?.code === 'connection_missing' ? undefined : outcome;
  });
  expect(tested).toMatchObject({ ok: true });
}

interface Tested {
  readonly ok: boolean;
  readonly error?: { readonly code: string };
}
