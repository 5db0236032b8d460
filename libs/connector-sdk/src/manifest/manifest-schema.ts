import { LANDINGS, type JsonObject } from '@hookswitch/domain';

const text: JsonObject = { type: 'string', minLength: 1 };
const texts: JsonObject = { type: 'array', items: text };
const positive: JsonObject = { type: 'integer', minimum: 1 };
const schema: JsonObject = { type: 'object' };
const eventTypes: JsonObject = { type: 'array', items: { type: 'string', pattern: '^[a-z_]+\\.[a-z_]+$' } };
const closed = (properties: JsonObject, required: readonly string[]): JsonObject => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const rate: JsonObject = closed({ perMinute: { type: 'number', exclusiveMinimum: 0 }, burst: positive }, [
  'perMinute',
  'burst',
]);
const keyPart: JsonObject = {
  anyOf: [
    closed({ from: { const: 'connection' } }, ['from']),
    closed({ from: { enum: ['param', 'host'] }, name: text }, ['from', 'name']),
  ],
};
const options: JsonObject = closed(
  {
    param: text,
    on: text,
    cases: {
      type: 'array',
      items: closed({ when: { type: 'array' }, options: { type: 'array' } }, ['when', 'options']),
    },
    otherwise: { type: 'array' },
    where: { type: 'array', items: closed({ setting: text, values: { type: 'array' } }, ['setting', 'values']) },
    severity: { enum: ['error', 'warning'] },
  },
  ['param', 'on', 'cases', 'otherwise', 'severity'],
);
const unless: JsonObject = closed({ setting: text, values: texts }, ['setting', 'values']);
const connection: JsonObject = closed(
  {
    settings: schema,
    secrets: {
      type: 'array',
      items: closed({ name: text, title: text, required: { type: 'boolean' }, unless }, ['name', 'title', 'required']),
    },
  },
  ['settings', 'secrets'],
);

/** The form of a manifest. What its parts must have in common is in manifest-problems.ts. */
export const manifestSchema: JsonObject = closed(
  {
    type: { type: 'string', pattern: '^[a-z][a-z0-9-]{0,39}$' },
    version: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+' },
    contract: positive,
    title: text,
    description: text,
    parameters: schema,
    output: schema,
    landings: { type: 'object', additionalProperties: { enum: LANDINGS } },
    secretParams: texts,
    secretsAllowedIn: texts,
    partitionKey: { type: 'array', items: keyPart },
    rate,
    ratesBy: closed({ setting: text, rates: { type: 'object', additionalProperties: rate } }, ['setting', 'rates']),
    idempotency: { enum: ['key', 'lookup', 'none'] },
    delivery: { enum: ['at_least_once', 'at_most_once'] },
    timeoutMs: positive,
    retry: closed(
      {
        maxAttempts: positive,
        initialInterval: positive,
        factor: { type: 'number', minimum: 1 },
        maxInterval: positive,
        maxElapsed: positive,
      },
      [],
    ),
    triggers: eventTypes,
    options: { type: 'array', items: options },
    egressHosts: { type: 'array', items: { type: 'string', pattern: '^(\\*\\.)?[a-z0-9.-]+(:\\d+)?$' } },
    connection,
    eventFields: texts,
    publishes: eventTypes,
    sealingKeys: { type: 'array', items: schema },
  },
  [
    'type',
    'version',
    'title',
    'description',
    'parameters',
    'output',
    'landings',
    'secretParams',
    'secretsAllowedIn',
    'partitionKey',
    'idempotency',
    'delivery',
    'timeoutMs',
    'egressHosts',
  ],
);
