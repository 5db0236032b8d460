import { Injectable, ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { ApiError, invalidDocument, notFound } from '../problem/api-error.js';
import type { Mistake, MistakeCode } from '../problem/request-codes.js';

/** Validates bodies and queries against their DTO classes; what a class does not list is refused. Parts of a path may name nothing. */
@Injectable()
export class BodyPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      validationError: { target: false, value: true },
      exceptionFactory: (errors) => new Invalid(errors.flatMap((error) => problemsOf(error, ''))),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // The database knows no NUL, so nothing has such a name.
    if (metadata.type === 'param' && String(value).includes('\0')) throw notFound();
    // A body that is missing is answered like one that is empty.
    const given = metadata.type === 'body' && this.toValidate(metadata) ? (value ?? {}) : value;
    try {
      return await (super.transform(given, metadata) as Promise<unknown>);
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      if (metadata.type === 'query') throw new ApiError('invalid_query', undefined, { errors: error.problems });
      throw invalidDocument(error.problems);
    }
  }
}

class Invalid extends Error {
  constructor(readonly problems: readonly Mistake[]) {
    super('invalid');
  }
}

/** Names of class-validator's rules as codes of ours. */
const CODES: Readonly<Record<string, MistakeCode>> = {
  whitelistValidation: 'unknown_field',
  isDefined: 'required',
  isNotEmpty: 'required',
  isIn: 'invalid_choice',
  matches: 'invalid_format',
  isIso8601: 'invalid_format',
  isUuid: 'invalid_format',
  maxLength: 'too_long',
  arrayMinSize: 'too_few',
  arrayMaxSize: 'too_many',
  arrayUnique: 'duplicate',
  min: 'too_small',
  max: 'too_large',
};
const TYPE_RULE = /^is(Int|Number|String|Array|Object|Boolean)$/;

/** Undefined for a rule that nobody gave a code; a spec looks for those. */
export const codeOfRule = (rule: string): MistakeCode | undefined =>
  CODES[rule] ?? (TYPE_RULE.test(rule) ? 'wrong_type' : undefined);

function problemsOf({ property, value, constraints = {}, children = [] }: ValidationError, parent: string): Mistake[] {
  const pointer = `${parent}/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  // A value that is missing or of another type breaks every rule; the most telling one says it.
  const [first] = Object.entries(constraints).sort(([a], [b]) => rank(a) - rank(b));
  const own = first ? [{ pointer, code: codeOf(first[0], value), message: sentence(first[1]) }] : [];
  return [...own, ...children.flatMap((child) => problemsOf(child, pointer))];
}

const codeOf = (rule: string, value: unknown): MistakeCode =>
  value === undefined ? 'required' : (codeOfRule(rule) ?? 'wrong_type');

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`.replace('..', '.');

const rank = (rule: string): number => {
  if (rule === 'isDefined' || rule === 'whitelistValidation') return 0;
  return TYPE_RULE.test(rule) ? 1 : 2;
};
