import { isIPv6, type AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Behaviour } from './behaviour/behaviour.js';
import { Behaviours } from './behaviour/behaviours.js';
import { createCloudtalk } from './cloudtalk/cloudtalk.js';
import { createCrm } from './crm/crm.js';
import { createCustom } from './custom/custom.js';
import { createDeepgram } from './deepgram/deepgram.js';
import { createGoogle } from './google/google.js';
import { isProvider, type ProviderName } from './http/provider.js';
import { resetEarly, serveProvider, type Stage } from './http/serve-provider.js';
import { Journal, type RequestQuery } from './journal/journal.js';
import type { RecordedRequest } from './journal/recorded-request.js';
import { controlRoutes } from './control-routes.js';
import { createMessagebird } from './messagebird/messagebird.js';
import { createOpenai } from './openai/openai.js';
import { createPlivo } from './plivo/plivo.js';
import type { SentReceipt } from './receipts/receipt.js';
import { ReceiptSender } from './receipts/receipt-sender.js';
import { createRecordings } from './recordings/recordings.js';
import { createSlack } from './slack/slack.js';
import { createTwilio } from './twilio/twilio.js';
import { createVonage } from './vonage/vonage.js';

export interface SimulatorOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  /** Where every request and answer is appended to `requests.ndjson`; absent: memory only. */
  readonly dataDir?: string;
  /** How many requests stay in memory; default 10,000. */
  readonly keep?: number;
  /** Milliseconds since the epoch; specs turn the clock. */
  readonly now?: () => number;
}

export interface Simulator {
  /** `http://host:port`; a provider's base is `${url}/slack`. */
  readonly url: string;
  requests(query?: RequestQuery): readonly RecordedRequest[];
  clearRequests(): void;
  /** Those that were sent, oldest first. */
  receipts(): readonly SentReceipt[];
  /** Replaces what the provider does wrong; nothing: it behaves. */
  behave(provider: ProviderName, ...behaviours: readonly Behaviour[]): void;
  close(): Promise<void>;
}

const LARGEST_BODY = 256 * 1024 * 1024;
// The speech client knows host and port of a server, but no path in front of its own.
const GOOGLE_AT_THE_ROOT = /^\/(v1\/(speech:|operations)|v2\/projects\/)/;

/** Starts a server that stands in for the providers and remembers what they received. */
export async function createSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { now = Date.now } = options;
  const journal = new Journal(now, options.keep ?? 10_000, options.dataDir);
  const behaviours = new Behaviours();
  let url = '';
  const stage: Stage = {
    providers: {
      cloudtalk: createCloudtalk(now),
      twilio: createTwilio(now),
      vonage: createVonage(now),
      messagebird: createMessagebird(now),
      plivo: createPlivo(),
      custom: createCustom(),
      slack: createSlack(now),
      google: createGoogle(now),
      openai: createOpenai(now),
      deepgram: createDeepgram(now),
      crm: createCrm(),
      recordings: createRecordings(),
    },
    behaviours,
    journal,
    url: () => url,
    receipts: new ReceiptSender(),
  };
  const app = buildServer(stage);
  await app.listen({ port: options.port, host: options.host });
  const { port } = app.server.address() as AddressInfo;
  url = `http://${reachable(options.host)}:${port}`;
  return {
    url,
    requests: (query) => journal.list(query),
    clearRequests: () => journal.clear(),
    behave: (provider, ...list) => behaviours.set(provider, list),
    receipts: () => stage.receipts.sent,
    close: () => {
      stage.receipts.close();
      return app.close();
    },
  };
}

/** The host of a URL for the address that a server listens on. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return isIPv6(host) ? `[${host}]` : host;
}

function buildServer(stage: Stage): FastifyInstance {
  const app = Fastify({
    bodyLimit: LARGEST_BODY,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    requestTimeout: 0,
    rewriteUrl: ({ url = '/' }) => (GOOGLE_AT_THE_ROOT.test(url) ? `/google${url}` : url),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', (request, reply, done) => {
    if (!resetEarly(stage, request, reply)) done();
  });
  controlRoutes(app, stage);
  app.all<{ Params: { provider: string } }>('/:provider/*', async (request, reply) => {
    const { provider } = request.params;
    if (isProvider(provider)) await serveProvider(stage, provider, request, reply);
    else await reply.code(404).send({ title: `There is no provider ${provider} here.` });
  });
  return app;
}
