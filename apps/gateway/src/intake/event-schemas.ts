import { eventType, type EventType, type JsonObject, type Problem } from '@hookswitch/domain';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

/** Compiled schemas of event data: the catalogue's, and those of a tenant's own types. Each is compiled when it is first needed. */
export class EventSchemas {
  private readonly ajv = formats.default(new Ajv2020({ allErrors: true, strict: false, verbose: true }));
  private readonly compiled = new WeakMap<EventType, ValidateFunction>();

  /** Why the data does not fit its type, as pointers into the event; empty when it fits. */
  problems(type: string, data: JsonObject, own: readonly EventType[]): readonly Problem[] {
    const known = eventType(type) ?? own.find((candidate) => candidate.name === type);
    if (!known) {
      return [{ pointer: '/type', code: 'unknown_type', message: `There is no event type ${JSON.stringify(type)}.` }];
    }
    const validate = this.validatorOf(known);
    return validate(data) ? [] : (validate.errors ?? []).slice(0, MAX_PROBLEMS).map(problemOf);
  }

  private validatorOf(type: EventType): ValidateFunction {
    let validate = this.compiled.get(type);
    if (!validate) this.compiled.set(type, (validate = this.ajv.compile(type.dataSchema)));
    return validate;
  }
}

const MAX_PROBLEMS = 20;

function problemOf({ instancePath, keyword, params, message }: ErrorObject): Problem {
  const missing = keyword === 'required' ? `/${(params as { missingProperty: string }).missingProperty}` : '';
  return {
    pointer: `/data${instancePath}${missing}`,
    code: keyword,
    message: `This ${message ?? 'does not fit the schema'}.`,
  };
}
