import type { OpenAPIObject } from '@nestjs/swagger';
import { needsKey, type Access } from '../auth/access.js';

type PathItem = OpenAPIObject['paths'][string];
export type Operation = NonNullable<PathItem['get']>;
type Parameter = Extract<NonNullable<Operation['parameters']>[number], { readonly name: string }>;

interface Place {
  readonly method: string;
  readonly path: string;
  readonly access: Access | undefined;
}

const PROBLEM = {
  description: 'A problem.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'One to 255 visible ASCII characters.',
  schema: { type: 'string' },
};
const IF_MATCH: Parameter = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'The ETag of what was read: refused with 412 when it has changed since.',
  schema: { type: 'string' },
};

/** What every operation has and no controller repeats: scope, headers of writes, the shape of errors. */
export function describeOperation(operation: Operation, { method, path, access }: Place): Operation {
  const own = (operation.parameters ?? []).filter(
    (parameter) => !('in' in parameter) || parameter.in !== 'path' || path.includes(`{${parameter.name}}`),
  );
  const headers = [
    ...(method === 'get' || access === 'signed' ? [] : [IDEMPOTENCY_KEY]),
    ...(guardsUpdates(method, path) ? [IF_MATCH] : []),
  ];
  const responses = Object.entries(operation.responses).map(([status, response]) => [status, described(response)]);
  return {
    ...operation,
    parameters: [...own, ...headers],
    responses: { ...(Object.fromEntries(responses) as Operation['responses']), default: PROBLEM },
    ...(needsKey(access) && { security: [{ key: [] }] }),
    ...(access !== undefined && { 'x-scope': access }),
  };
}

const guardsUpdates = (method: string, path: string): boolean =>
  /^\/v1\/((workflows|connections|tenants)\/\{id\}|tenant$)/.test(path) &&
  method !== 'get' &&
  !/:(validate|test)$/.test(path);

const described = (response: Operation['responses'][string]): Operation['responses'][string] =>
  response && 'description' in response && response.description === ''
    ? { ...response, description: 'Done.' }
    : response;
