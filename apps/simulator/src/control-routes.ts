import type { FastifyInstance, FastifyReply } from 'fastify';
import { parseBehaviours } from './behaviour/behaviour.js';
import { isProvider, PROVIDERS } from './http/provider.js';
import type { Stage } from './http/serve-provider.js';
import type { RequestQuery } from './journal/journal.js';
import { renderPage } from './page.js';

/** `/_sim/*` and the page at `/`. */
export function controlRoutes(app: FastifyInstance, { journal, behaviours, receipts }: Stage): void {
  app.get('/', (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(renderPage(journal.list(), activeBehaviours())),
  );
  app.get('/_sim/health', () => ({ ok: true }));

  app.get<{ Querystring: { provider?: string; since?: string } }>('/_sim/requests', (request, reply) => {
    const query = readQuery(request.query);
    return typeof query === 'string' ? problem(reply, 400, query) : reply.send(journal.list(query));
  });
  app.delete('/_sim/requests', (_request, reply) => {
    journal.clear();
    return reply.code(204).send();
  });

  app.get('/_sim/receipts', () => receipts.sent);

  app.get('/_sim/behaviours', () => activeBehaviours());
  app.delete('/_sim/behaviours', (_request, reply) => {
    behaviours.clear();
    return reply.code(204).send();
  });
  app.put<{ Params: { provider: string } }>('/_sim/behaviours/:provider', (request, reply) => {
    const { provider } = request.params;
    if (!isProvider(provider)) return problem(reply, 404, unknownProvider(provider));
    const body = readJson(request.body);
    if (body === undefined) return problem(reply, 400, 'The body must be JSON: a behaviour or a list of them.');
    const parsed = parseBehaviours(body);
    if (!parsed.ok) return problem(reply, 400, 'These behaviours cannot be used.', parsed.problems);
    behaviours.set(provider, parsed.value);
    return reply.send(parsed.value);
  });

  function activeBehaviours() {
    return Object.fromEntries(
      PROVIDERS.map((name) => [name, behaviours.of(name)] as const).filter(([, list]) => list.length > 0),
    );
  }
}

function readQuery({ provider, since }: { provider?: string; since?: string }): RequestQuery | string {
  if (provider !== undefined && !isProvider(provider)) return unknownProvider(provider);
  const from = since === undefined ? undefined : /^\d+$/.test(since) ? Number(since) : new Date(since);
  if (from instanceof Date && Number.isNaN(from.getTime())) {
    return '`since` must be a sequence number or a time such as 2026-11-20T09:14:03Z.';
  }
  return {
    ...(provider === undefined ? {} : { provider: provider }),
    ...(from === undefined ? {} : { since: from }),
  };
}

const unknownProvider = (name: string): string => `There is no provider ${name}; there are ${PROVIDERS.join(', ')}.`;

function readJson(body: unknown): unknown {
  try {
    return JSON.parse(Buffer.isBuffer(body) ? body.toString('utf8') : '');
  } catch {
    return undefined;
  }
}

const problem = (reply: FastifyReply, status: number, title: string, errors?: readonly object[]) =>
  reply
    .code(status)
    .type('application/problem+json')
    .send(JSON.stringify({ title, status, ...(errors === undefined ? {} : { errors }) }));
