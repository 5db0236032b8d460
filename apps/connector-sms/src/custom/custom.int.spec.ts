import { expect, it } from '@jest/globals';
import { createHttpClient } from '@hookswitch/connector-sdk';
import { aCall } from '@hookswitch/connector-sdk/testing';
import type { JsonObject } from '@hookswitch/domain';
import { startStubServer } from '@hookswitch/testing';
import { providerContract, sender } from '../provider-contract.spec-helper.js';
import { smsConnector } from '../sms-connector.js';

const template = (origin: string): JsonObject => ({
  url: `${origin}/send`,
  basicAuth: true,
  body: { kind: 'json', content: { from: '{{sms.sender}}', to: '{{sms.recipient}}', text: '{{sms.text}}' } },
  messageIdPath: 'id',
  errorPath: 'error.code',
  testUrl: `${origin}/balance`,
});

providerContract((origin) => ({ provider: 'custom', template: template(origin) }), {
  accepted: { status: 202, body: { id: 'm-1' } },
  acceptedTest: { status: 204 },
  wrongSettings: {
    'a template without a URL': { template: {} },
    'a placeholder that is none': { template: { url: 'https://sms.example.com/{{event.id}}' } },
  },
});

it('sends to hosts that the connection lists, and nowhere without', async () => {
  const server = await startStubServer({ answer: { body: { id: 'm-1' } } });
  const http = createHttpClient({ testOrigins: [server.origin] });
  const send = (allowedHosts: readonly string[]) =>
    smsConnector.perform(
      aCall({
        http,
        params: { sender, recipient: '+12025550142', text: 'Hi' },
        connection: {
          settings: { provider: 'custom', template: template(server.origin) },
          secrets: { id: 'key-id', secret: 'key-secret' },
          allowedHosts,
        },
      }),
    );
  // What a connection has that lists none: the hosts of the manifest.
  for (const hosts of [[], smsConnector.manifest.egressHosts]) {
    expect(await send(hosts)).toMatchObject({ kind: 'failed', error: { code: 'hosts_missing', class: 'config' } });
  }
  expect(await send(['sms.example.com'])).toMatchObject({ kind: 'failed', error: { code: 'host_not_allowed' } });
  expect(server.connections).toBe(0);
  expect(await send(['127.0.0.1'])).toEqual({
    kind: 'succeeded',
    output: { provider: 'custom', messageId: 'm-1', segments: 1 },
  });
  await server.close();
});
