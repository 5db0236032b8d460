import { schemaCode, type Engines, type JsonObject, type Problem, type SchemaCode } from '@hookswitch/domain';
import { Inject, Injectable } from '@nestjs/common';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { ENGINES } from './tokens.js';

const MAX_SCHEMAS = 200;

/** Pointers are relative to the value; codes are the schema's keywords. */
export type Validator = (value: unknown) => readonly Problem<SchemaCode>[];

/** Checks values against JSON Schemas that connectors and tenants wrote; compiled ones are kept. */
@Injectable()
export class SchemaChecker {
  private readonly compiled = new Map<string, Validator>();
  private readonly regExp;

  constructor(@Inject(ENGINES) engines: Engines) {
    this.regExp = re2(engines);
  }

  problems(schema: JsonObject, value: unknown): readonly Problem<SchemaCode>[] {
    return this.validator(schema)(value);
  }

  /** Why it is no schema; undefined when it is one. */
  refuse(schema: JsonObject): string | undefined {
    try {
      this.validator(schema);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : 'not a schema';
    }
  }

  /** Throws what {@link refuse} says. */
  validator(schema: JsonObject): Validator {
    const text = JSON.stringify(schema);
    const known = this.compiled.get(text);
    if (known) return known;
    const validator = this.compile(schema);
    const [oldest] = this.compiled.keys();
    if (this.compiled.size >= MAX_SCHEMAS && oldest !== undefined) this.compiled.delete(oldest);
    this.compiled.set(text, validator);
    return validator;
  }

  private compile(schema: JsonObject): Validator {
    // An instance each: schemas of different tenants may use the same $id, and an instance keeps all it has compiled.
    const ajv = new Ajv2020({ allErrors: true, strict: false, logger: false, code: { regExp: this.regExp } });
    formats.default(ajv);
    const validate = ajv.compile(schema);
    // Its answers would be promises: always true, and a rejection that nobody handles.
    if ('$async' in validate) throw new Error('"$async" is not supported');
    return (value) => (validate(value) ? [] : (validate.errors ?? []).filter(saysWhat).map(toProblem));
  }
}

/** A pattern of a tenant must not hold up the process, whatever the text. */
function re2(engines: Engines) {
  const regExp = (pattern: string) => {
    const test = engines.compilePattern(pattern, { caseSensitive: true });
    if (!test) throw new Error(`${JSON.stringify(pattern)} is not a pattern that RE2 knows`);
    // What the compiled schemas tell patterns apart by.
    return { test, toString: () => pattern };
  };
  return Object.assign(regExp, { code: 're2' });
}

/** Beside a failed `if` stands what its `then` or `else` found. */
const saysWhat = ({ keyword }: ErrorObject): boolean => keyword !== 'if';

function toProblem({ instancePath, keyword, message, params }: ErrorObject): Problem<SchemaCode> {
  const { missingProperty, additionalProperty } = params as Readonly<Record<string, unknown>>;
  const name = missingProperty ?? additionalProperty;
  const pointer = typeof name === 'string' ? `${instancePath}/${escaped(name)}` : instancePath;
  if (keyword === 'false schema')
    return { pointer, code: 'not_possible_here', message: 'This may not stand beside the others.' };
  return { pointer, code: schemaCode(keyword), message: `This ${message ?? 'is not valid'}.` };
}
const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
