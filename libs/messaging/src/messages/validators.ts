import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { MESSAGE_KINDS, type MessageKind } from './kinds.js';

export const CONTRACTS = new URL('../../contracts/', import.meta.url);
const COMMON = 'common';

/** Times are written by our own services: their form is checked, not each date. */
const TIME = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

const validators = new Map<MessageKind, ValidateFunction>();
let ajv: Ajv2020 | undefined;

/** Compiled when a kind is first met: a service reads three or four of them. */
export function validatorOf(kind: MessageKind): ValidateFunction {
  let validator = validators.get(kind);
  if (!validator) validators.set(kind, (validator = compile(kind)));
  return validator;
}

export const readSchema = (name: string): object =>
  JSON.parse(readFileSync(new URL(`${name}.schema.json`, CONTRACTS), 'utf8')) as object;

export const SCHEMA_NAMES = [COMMON, ...MESSAGE_KINDS];

export function createAjv(): Ajv2020 {
  const created = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, discriminator: true });
  created.addFormat('date-time', TIME);
  return created;
}

function compile(kind: MessageKind): ValidateFunction {
  if (!ajv) {
    ajv = createAjv();
    ajv.addSchema(readSchema(COMMON));
  }
  return ajv.compile(readSchema(kind));
}
