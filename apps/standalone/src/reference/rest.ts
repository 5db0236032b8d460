import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '@hookswitch/domain';
import { code, codes, page, sentence, table } from './markdown.js';
import { schemaRows, textOf, typeOf } from './schema-rows.js';

const FILE = join(import.meta.dirname, '../../../gateway/openapi.json');

interface Operation {
  readonly summary?: string;
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly parameters: readonly JsonObject[];
  readonly requestBody?: JsonObject;
  readonly responses: JsonObject;
  readonly 'x-scope': string;
}
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonObject>> };
}

/** Text of docs/reference/rest.md, from apps/gateway/openapi.json. */
export function restReference(): string {
  const api = JSON.parse(readFileSync(FILE, 'utf8')) as OpenApi;
  const all = Object.entries(api.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, operation })),
  );
  const tags = [...new Set(all.flatMap(({ operation }) => operation.tags))].sort();
  return page(
    '# The REST API',
    'Made from [openapi.json](../../apps/gateway/openapi.json) by `npm run generate`; every gateway serves that file at `/v1/openapi.json`.',
    'Every other request carries `Authorization: Bearer hks_…`, a key with the scope of the operation (`authenticated`: any key); only what is `signed` comes without one, at a URL that was made for it. Bodies are JSON; workflow documents may be YAML too. Lists come a page at a time: `limit` (at most 200), and the `next` of one answer is the `cursor` of the following request. A write with an `Idempotency-Key` is done once: the same again gets the same answer for 24 hours. What has an `ETag` is saved only over what was read with `If-Match`. Errors are problem details: [errors](errors.md).',
    table(
      ['operation', 'what', 'scope'],
      all.map(({ route, operation }) => [code(route), whatOf(operation), code(operation['x-scope'])]),
    ),
    ...tags.map((tag) =>
      page(
        `## ${tag}`,
        ...all
          .filter(({ operation }) => operation.tags.includes(tag))
          .map((one) => section(one.route, one.operation, api)),
      ).trimEnd(),
    ),
  );
}

/** Operations without a summary say what they do by their names: `Connection.create`. */
function whatOf({ summary, operationId }: Operation): string {
  if (summary !== undefined) return sentence(summary);
  const [subject = '', verb = ''] = operationId.split('.');
  const words = (name: string) => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  const name = words(subject.replace(/Actions$/, ''));
  const thing = NOUNS[name] ?? name;
  const a = /^[aeio]/.test(thing) ? 'an' : 'a';
  return sentence(PHRASES[verb]?.replace('%', thing) ?? capital(`${words(verb)} ${a} ${thing}`));
}

const NOUNS: Readonly<Record<string, string>> = { audit: 'audited change' };

const PHRASES: Readonly<Record<string, string>> = {
  list: 'Every %, a page at a time',
  get: 'One %',
  own: 'The % of the key',
  create: 'Make a new %',
  versions: 'Every version of a %, newest first',
  validate: 'Say what is wrong with a %, without saving it',
  validateSaved: 'Say what is wrong with a saved %, or with a new document for it',
  test: 'Try a % without effect',
  rollback: 'Save an earlier version of a % again',
};

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function section(route: string, operation: Operation, api: OpenApi): string {
  const { parameters, requestBody, responses } = operation;
  return page(
    `### ${route}`,
    `${whatOf(operation)} Scope ${code(operation['x-scope'])}; answers ${codes(Object.keys(responses).filter((status) => status !== 'default'))}.`,
    parameters.length === 0
      ? ''
      : table(
          ['parameter', 'in', 'type', 'required', 'meaning'],
          parameters.map((parameter) => parameterRow(parameter)),
        ),
    requestBody === undefined ? '' : bodyOf(requestBody, api),
  ).trimEnd();
}

function parameterRow({ name = '', in: place = '', required, description, schema }: JsonObject): readonly string[] {
  const type = isJsonObject(schema ?? null) ? (schema as JsonObject) : {};
  const bounds = schemaRows({ properties: { it: { ...type, description: description ?? '' } } })[0]?.[3] ?? '';
  return [code(textOf(name)), textOf(place), typeOf(type), required === true ? 'yes' : '', bounds];
}

function bodyOf({ content, description, required }: JsonObject, { components }: OpenApi): string {
  const types = isJsonObject(content ?? null) ? Object.entries(content as JsonObject) : [];
  const head = `Body${required === true ? '' : ' (may be left out)'}: ${codes(types.map(([type]) => type))}. ${sentence(textOf(description ?? ''))}`;
  const schema = resolved((types[0]?.[1] as { readonly schema?: Json } | undefined)?.schema, components.schemas);
  const rows = schema === undefined ? [] : schemaRows(schema);
  return page(head.trim(), rows.length === 0 ? '' : table(['member', 'type', 'required', 'meaning'], rows)).trimEnd();
}

/** With what it refers to in its place, some levels deep. */
function resolved(
  schema: Json | undefined,
  schemas: OpenApi['components']['schemas'],
  depth = 4,
): JsonObject | undefined {
  if (schema === undefined || !isJsonObject(schema) || depth === 0) return undefined;
  const { $ref } = schema;
  if (typeof $ref === 'string') return resolved(schemas[$ref.split('/').at(-1) ?? ''], schemas, depth);
  const { allOf } = schema;
  if (allOf !== undefined && isJsonArray(allOf) && allOf.length === 1) {
    return { ...resolved(allOf[0], schemas, depth), ...schema, allOf: null };
  }
  const { properties, items } = schema;
  return {
    ...schema,
    ...(properties !== undefined &&
      isJsonObject(properties) && {
        properties: Object.fromEntries(
          Object.entries(properties).map(([name, member]) => [name, resolved(member, schemas, depth - 1) ?? {}]),
        ),
      }),
    ...(items !== undefined && { items: resolved(items, schemas, depth - 1) ?? {} }),
  };
}
