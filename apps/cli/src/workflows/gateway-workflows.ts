import type { ConnectorManifest, JsonObject } from '@hookswitch/domain';
import { object, objects, text } from '../answer-fields.js';
import type { Api } from '../api/api.js';
import { CommandError } from '../command.js';
import type { WrittenDocument } from './documents.js';
import type { Finding } from './finding.js';
import { answered, problemsOf } from './problems-of.js';

/** A workflow in a list. */
export interface Listed {
  readonly id: string;
  readonly name: string;
  readonly labels: JsonObject;
}

/** A workflow as it is now, and the state that a change has to be based on. */
export interface Current {
  readonly id: string;
  readonly version: number;
  readonly document: JsonObject;
  readonly etag: string;
}

const PAGE = '200';

export async function listWorkflows(api: Api): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await api.send({ method: 'GET', path: '/v1/workflows', query: { limit: PAGE, cursor } });
    for (const { id, name, labels } of objects(body['items']))
      found.push({ id: text(id), name: text(name), labels: object(labels) });
    cursor = typeof body['next'] === 'string' ? body['next'] : undefined;
  } while (cursor !== undefined);
  return found;
}

/** Undefined when it was deleted since it was listed. */
export async function currentWorkflow(api: Api, id: string): Promise<Current | undefined> {
  try {
    const { body, etag } = await api.send({ method: 'GET', path: workflowPath(id) });
    return { id, version: Number(body['version']), document: object(body['document']), etag: etag ?? '*' };
  } catch (error) {
    if (error instanceof CommandError && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** What saving would say of it now, each with its place in the file. */
export async function checkOnline(api: Api, written: WrittenDocument, id?: string): Promise<readonly Finding[]> {
  const path = `${id === undefined ? '/v1/workflows' : workflowPath(id)}:validate`;
  try {
    const { body } = await api.send({ method: 'POST', path, body: written.document });
    return [
      ...problemsOf(written, answered(objects(body['errors'])), 'error'),
      ...problemsOf(written, answered(objects(body['warnings'])), 'warning'),
    ];
  } catch (error) {
    if (!(error instanceof CommandError) || isFatal(error)) throw error;
    return refusal(written, error);
  }
}

/** What the gateway refused a document for. */
export function refusal(written: WrittenDocument, { code, message, problems }: CommandError): readonly Finding[] {
  const pointed = problemsOf(written, answered(problems), 'error');
  return pointed.length > 0 ? pointed : [written.finding({ pointer: '', code, message })];
}

export async function manifestsOf(api: Api): Promise<ReadonlyMap<string, ConnectorManifest>> {
  const { body } = await api.send({ method: 'GET', path: '/v1/connectors' });
  return new Map(objects(body['items']).map((item) => [text(item['type']), item as unknown as ConnectorManifest]));
}

export const workflowPath = (id: string): string => `/v1/workflows/${encodeURIComponent(id)}`;

/** With these no other document fares better. */
const FATAL: ReadonlySet<string> = new Set(['unreachable', 'no_gateway', 'unauthenticated', 'tenant_suspended']);

export const isFatal = ({ code }: CommandError): boolean =>
  FATAL.has(code) || code === 'unavailable' || code === 'internal' || /^http_5/.test(code);
