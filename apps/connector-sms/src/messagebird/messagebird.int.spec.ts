import { expect, it } from '@jest/globals';
import { createHttpClient } from '@hookswitch/connector-sdk';
import { aCall } from '@hookswitch/connector-sdk/testing';
import { startStubServer } from '@hookswitch/testing';
import { providerContract, sender } from '../provider-contract.spec-helper.js';
import { smsConnector } from '../sms-connector.js';
import { smsManifest } from '../manifest.js';

providerContract((origin) => ({ provider: 'messagebird', baseUrl: `${origin}/messagebird` }), {
  accepted: { status: 201, body: { id: 'mb-1', recipients: { totalCount: 1, items: [{ messagePartCount: 1 }] } } },
  acceptedTest: { body: { payment: 'prepaid', type: 'credits', amount: 9 } },
});

const params = { sender, recipient: '+12025550142', text: 'Sorry we missed you!' };

it('MessageBird needs an access key without an id, of the connection or of the action', async () => {
  const server = await startStubServer({ answer: { status: 201, body: { id: 'mb-1' } } });
  const http = createHttpClient({ testOrigins: [server.origin] });
  const settings = { provider: 'messagebird', baseUrl: server.origin };
  const perform = (secrets: Record<string, string>, authorization?: { secret: string }) =>
    smsConnector.perform(
      aCall({
        http,
        params: { ...params, ...(authorization && { authorization }) },
        connection: { settings, secrets },
      }),
    );
  expect(await perform({ secret: 'of-the-connection' })).toMatchObject({ kind: 'succeeded' });
  expect(await perform({}, { secret: 'of-the-action' })).toMatchObject({ kind: 'succeeded' });
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
    'AccessKey of-the-connection',
    'AccessKey of-the-action',
  ]);
  expect(await perform({ id: 'only-an-id' })).toMatchObject({
    kind: 'failed',
    error: { code: 'credentials_missing', class: 'config', message: expect.stringContaining('access key (secret).') },
  });
  expect(server.requests).toHaveLength(2);
  await server.close();
});

it('the form says which secrets MessageBird has, and what it calls them', () => {
  const [id, secret] = smsManifest.connection?.secrets ?? [];
  expect(id?.unless?.values).toContain('messagebird');
  expect(secret?.unless?.values).not.toContain('messagebird');
  expect([id?.title, secret?.title]).toEqual([
    expect.not.stringContaining('MessageBird'),
    expect.stringContaining('MessageBird: access key'),
  ]);
});
