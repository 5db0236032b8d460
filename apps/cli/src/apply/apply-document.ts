import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '@hookswitch/domain';
import { objects, text } from '../answer-fields.js';
import { problemLine, type Api } from '../api/api.js';
import { CommandError } from '../command.js';
import type { WrittenDocument } from './documents.js';

export interface Applied {
  readonly name: string;
  readonly at: string;
  readonly outcome: 'created' | 'changed' | 'unchanged' | 'failed';
  readonly id?: string;
  readonly version?: number;
  readonly warnings: readonly string[];
  readonly error?: { readonly code: string; readonly message: string; readonly details: readonly string[] };
}

/** Makes the workflow of that name what the document says. A refusal is an outcome: the other documents go on. */
export async function applyDocument(
  api: Api,
  { name, at, document }: WrittenDocument,
  message?: string,
): Promise<Applied> {
  try {
    const query = { message };
    const id = await idOf(api, name);
    if (id === undefined) {
      const { body } = await api.send({ method: 'POST', path: '/v1/workflows', query, body: document });
      return { name, at, outcome: 'created', ...saved(body) };
    }
    const path = `/v1/workflows/${encodeURIComponent(id)}`;
    const { body: before, etag } = await api.send({ method: 'GET', path });
    if (isDeepStrictEqual(before['document'], document)) return { name, at, outcome: 'unchanged', ...saved(before) };
    // Somebody who saves in between keeps what they did: the gateway refuses then.
    const headers = etag === undefined ? {} : { 'if-match': etag };
    const { body } = await api.send({ method: 'PUT', path, query, body: document, headers });
    const outcome = body['version'] === before['version'] ? 'unchanged' : 'changed';
    return { name, at, outcome, ...saved(body) };
  } catch (error) {
    if (!(error instanceof CommandError) || FATAL.has(error.code)) throw error;
    const { code, details } = error;
    return { name, at, outcome: 'failed', warnings: [], error: { code, message: error.message, details } };
  }
}

/** With these no other document fares better. */
const FATAL: ReadonlySet<string> = new Set(['unreachable', 'no_gateway', 'unauthenticated', 'tenant_suspended']);

async function idOf(api: Api, name: string): Promise<string | undefined> {
  const { body } = await api.send({ method: 'GET', path: '/v1/workflows', query: { name } });
  const [found] = objects(body['items']);
  return found === undefined ? undefined : text(found['id']);
}

function saved({ id, version, warnings }: JsonObject): Pick<Applied, 'id' | 'version' | 'warnings'> {
  return {
    ...(typeof id === 'string' && { id }),
    ...(typeof version === 'number' && { version }),
    warnings: objects(warnings).map(problemLine),
  };
}
