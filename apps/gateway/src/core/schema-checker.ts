import type { JsonObject, Problem } from '@hookswitch/domain';
import { Injectable } from '@nestjs/common';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const MAX_SCHEMAS = 200;

/** Checks values against JSON Schemas that connectors and tenants wrote; compiled ones are kept. */
@Injectable()
export class SchemaChecker {
  private readonly compiled = new Map<string, ValidateFunction>();

  /** Pointers are relative to the value; codes are the schema's keywords. */
  problems(schema: JsonObject, value: unknown): readonly Problem[] {
    const validate = this.compile(schema);
    return validate(value) ? [] : (validate.errors ?? []).map(toProblem);
  }

  /** Why it is no schema; undefined when it is one. */
  refuse(schema: JsonObject): string | undefined {
    try {
      this.compile(schema);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : 'not a schema';
    }
  }

  private compile(schema: JsonObject): ValidateFunction {
    const text = JSON.stringify(schema);
    const known = this.compiled.get(text);
    if (known) return known;
    // An instance each: schemas of different tenants may use the same $id.
    const ajv = new Ajv2020({ allErrors: true, strict: false, addUsedSchema: false, logger: false });
    formats.default(ajv);
    const validate = ajv.compile(schema);
    const [oldest] = this.compiled.keys();
    if (this.compiled.size >= MAX_SCHEMAS && oldest !== undefined) this.compiled.delete(oldest);
    this.compiled.set(text, validate);
    return validate;
  }
}

function toProblem({ instancePath, keyword, message, params }: ErrorObject): Problem {
  const { missingProperty, additionalProperty } = params as Readonly<Record<string, unknown>>;
  const name = missingProperty ?? additionalProperty;
  const pointer = typeof name === 'string' ? `${instancePath}/${escaped(name)}` : instancePath;
  return { pointer, code: keyword, message: `This ${message ?? 'is not valid'}.` };
}
const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
