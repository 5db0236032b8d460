import { expect } from '@jest/globals';
import { callEnded, JANE, OFFICE } from '../harness/events.js';
import { publish } from '../harness/intakes.js';
import { commandOf, endedRun } from '../harness/runs.js';
import { received, type Scenario } from '../harness/scenario.js';
import type { Provider } from '../harness/simulator.js';
import { connect, type TenantSecrets } from '../harness/tenant.js';
import { document, saveAll, smsStep } from '../harness/workflows.js';

interface SmsProvider {
  readonly provider: Provider;
  /** Settings beside the provider's name, by its base at the simulator. */
  readonly settings: (base: string) => object;
  /** Default: id and secret. */
  readonly secrets?: (of: TenantSecrets) => object;
  /** null where the provider gives none. */
  readonly messageId?: null;
  /** What the provider must have received. */
  readonly body: (text: string) => object;
}

const idAndSecret = ({ smsId, smsSecret }: TenantSecrets) => ({ id: smsId, secret: smsSecret });
const atBase = (base: string) => ({ baseUrl: base });
const digits = (number: string) => number.slice(1);

const PROVIDERS: readonly SmsProvider[] = [
  {
    provider: 'cloudtalk',
    settings: atBase,
    messageId: null,
    body: (text) => ({ sender: OFFICE, recipient: JANE, message: text }),
  },
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
  ({ provider, settings, secrets = idAndSecret, body, messageId }) => ({
    name: `a missed caller is texted over ${provider}, whose connection was tested before`,
    async run(world) {
      const { stack, tenant } = world;
      await connect(tenant, {
        name: provider,
        connector: 'sms',
        settings: { provider, sender: OFFICE, ...settings(`${stack.simulator.url}/${provider}`) },
        secrets: secrets(tenant.secrets),
        allowedHosts: ['127.0.0.1'],
      });
      const step = smsStep('text', 'Sorry we missed you & “yours”! {{event.properties.mark}}', {
        connection: provider,
      });
      await saveAll(world, document('texts', ['call.ended'], [step]));
      await publish(world, callEnded('missed', { mark: tenant.id }));
      const run = await endedRun(tenant, 'missed');
      const { id, output } = commandOf(run, 'text');
      expect([run.status, output]).toEqual([
        'succeeded',
        { provider, messageId: messageId === null ? null : (expect.stringMatching(/.{8}/) as unknown), segments: 1 },
      ]);
      const sent = (await received(world, provider)).filter(({ effect }) => effect === 'message');
      expect(sent).toMatchObject([{ idempotencyKey: id, body: body(`Sorry we missed you & “yours”! ${tenant.id}`) }]);
    },
  }),
);
