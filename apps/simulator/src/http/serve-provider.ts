import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Behaviour } from '../behaviour/behaviour.js';
import type { Behaviours } from '../behaviour/behaviours.js';
import type { Journal } from '../journal/journal.js';
import { USUAL_STEPS } from '../receipts/receipt.js';
import type { ReceiptSender } from '../receipts/receipt-sender.js';
import { deliver, distort } from './deliver.js';
import { isProvider, type Provider, type ProviderName, type SimAnswer, type SimRequest } from './provider.js';

export interface Stage {
  readonly providers: Readonly<Record<ProviderName, Provider>>;
  readonly behaviours: Behaviours;
  readonly journal: Journal;
  /** `http://host:port` of the simulator. */
  url(): string;
  readonly receipts: ReceiptSender;
}

/** Before the body is read: the place to reset a connection early. True when that was done. */
export function resetEarly({ behaviours, journal }: Stage, request: FastifyRequest, reply: FastifyReply): boolean {
  const url = request.raw.url ?? '/';
  const name = url.split('/')[1]?.split('?')[0] ?? '';
  if (!isProvider(name)) return false;
  const seen = { method: request.method, url, ...keyOf(headersOf(request.headers)) };
  const behaviour = behaviours.take(name, seen);
  if (behaviour === undefined) return false;
  journal.arrived(name, { method: request.method, path: url, url, headers: headersOf(request.headers) }, behaviour);
  reply.hijack();
  request.raw.socket.resetAndDestroy();
  return true;
}

/** One request to a provider: written down, carried out, answered or spoiled. */
export async function serveProvider(
  stage: Stage,
  name: ProviderName,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  reply.hijack();
  try {
    await serve(stage, name, request, reply);
  } catch (error) {
    // Fastify answers nothing for a reply that it no longer owns: without this the caller would wait for ever.
    if (reply.raw.headersSent) reply.raw.destroy();
    else reply.raw.writeHead(500, { 'content-type': 'text/plain' }).end(`The simulator failed: ${String(error)}\n`);
  }
}

async function serve(stage: Stage, name: ProviderName, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const seen = readRequest(stage, name, request);
  const { journal } = stage;
  const behaviour = stage.behaviours.take(name, { ...seen, ...keyOf(seen.headers) });
  const seq = journal.arrived(name, seen, behaviour);
  const answer = carryOut(stage.providers[name], seen, behaviour ?? {});
  if (behaviour?.delayMs !== undefined) await sleep(behaviour.delayMs, undefined, { ref: false });
  if (behaviour?.hang === true) {
    journal.answered(seq, undefined, answer.effect);
    return;
  }
  if (behaviour?.reset === 'after') {
    journal.answered(seq, undefined, answer.effect);
    request.raw.socket.resetAndDestroy();
    return;
  }
  journal.answered(seq, answer, answer.effect);
  await deliver(reply.raw, answer, behaviour?.drip);
  if (answer.receipt) void stage.receipts.send(name, behaviour?.receipts ?? USUAL_STEPS, answer.receipt);
}

/** A refusal replaces the provider's work unless `effect` says that it was done all the same. */
function carryOut(provider: Provider, request: SimRequest, behaviour: Behaviour): SimAnswer {
  const { status, error, retryAfter, html, hang } = behaviour;
  const refuses = status !== undefined || error !== undefined || retryAfter !== undefined;
  const works = behaviour.effect ?? !(refuses || html === true || hang === true);
  const done = works ? provider.answer(request, behaviour.operation) : undefined;
  const said = refuses
    ? provider.refuse({
        ...(status !== undefined ? { status } : retryAfter !== undefined ? { status: 429 } : {}),
        ...(error === undefined ? {} : { error }),
        ...(retryAfter === undefined ? {} : { retryAfter }),
      })
    : (done ?? { status: 200 });
  return {
    ...distort(said, behaviour),
    ...(done?.effect === undefined ? {} : { effect: done.effect }),
    ...(done?.receipt && { receipt: done.receipt }),
  };
}

function readRequest(stage: Stage, name: ProviderName, request: FastifyRequest): SimRequest & { url: string } {
  const url = (request.raw.url ?? '/').slice(name.length + 1) || '/';
  const [path = '/', ...query] = url.split('?');
  return {
    method: request.method,
    url,
    path,
    query: new URLSearchParams(query.join('?')),
    headers: headersOf(request.headers),
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    base: `${stage.url()}/${name}`,
  };
}

const keyOf = (headers: Readonly<Record<string, string>>): { readonly idempotencyKey?: string } => {
  const key = headers['idempotency-key'];
  return key === undefined ? {} : { idempotencyKey: key };
};

const headersOf = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
