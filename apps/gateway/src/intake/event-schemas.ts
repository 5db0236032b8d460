import { eventType, type EventType, type JsonObject } from '@hookswitch/domain';
import type { SchemaChecker, Validator } from '../core/schema-checker.js';
import type { Mistake } from '../problem/request-codes.js';

const MAX_PROBLEMS = 20;

/** Schemas of event data: the catalogue's, and those of a tenant's own types. Each is compiled when it is first needed. */
export class EventSchemas {
  private readonly validators = new WeakMap<EventType, Validator>();

  constructor(private readonly schemas: SchemaChecker) {}

  knows(type: string, own: readonly EventType[]): boolean {
    return find(type, own) !== undefined;
  }

  /** Why the data does not fit its type, as pointers into the event; empty when it fits. */
  problems(type: string, data: JsonObject, own: readonly EventType[]): readonly Mistake[] {
    const known = find(type, own);
    if (!known) {
      return [{ pointer: '/type', code: 'unknown_type', message: `There is no event type ${JSON.stringify(type)}.` }];
    }
    const found = this.validatorOf(known)(data).slice(0, MAX_PROBLEMS);
    return found.map((problem) => ({ ...problem, pointer: `/data${problem.pointer}` }));
  }

  private validatorOf(type: EventType): Validator {
    let validator = this.validators.get(type);
    if (!validator) this.validators.set(type, (validator = this.schemas.validator(type.dataSchema)));
    return validator;
  }
}

const find = (type: string, own: readonly EventType[]): EventType | undefined =>
  eventType(type) ?? own.find(({ name, aliases }) => name === type || aliases.includes(type));
