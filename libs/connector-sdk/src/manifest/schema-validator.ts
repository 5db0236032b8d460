import { schemaCode, type JsonObject, type Problem, type SchemaCode } from '@hookswitch/domain';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

export type Validate = (value: unknown) => readonly Problem<SchemaCode>[];

/** Compiles a JSON Schema (2020-12); throws when it is none. Pointers are relative to the value, codes are the schema's keywords. */
export function schemaValidator(schema: JsonObject): Validate {
  // An instance each: two connectors may use the same $id.
  const ajv = new Ajv2020({ allErrors: true, strict: false, addUsedSchema: false, logger: false });
  formats.default(ajv);
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? [] : (validate.errors ?? []).filter(saysWhat).map(toProblem));
}

/** Beside a failed `if` stands what its `then` or `else` found. */
const saysWhat = ({ keyword }: ErrorObject): boolean => keyword !== 'if';

function toProblem({ instancePath, keyword, message = 'is not valid', params }: ErrorObject): Problem<SchemaCode> {
  const { missingProperty, additionalProperty } = params as Readonly<Record<string, unknown>>;
  const name = missingProperty ?? additionalProperty;
  const pointer =
    typeof name === 'string' ? `${instancePath}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` : instancePath;
  if (keyword === 'false schema')
    return { pointer, code: 'not_possible_here', message: 'may not stand beside the others' };
  return { pointer, code: schemaCode(keyword), message };
}
