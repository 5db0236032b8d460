import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import type { JsonObject } from '@hookswitch/domain';

/** Says what is wrong with rendered params, by place and without their values; undefined: nothing. */
export type ParamsCheck = (params: JsonObject) => string | undefined;

/** Compiled once per connector. Throws when the manifest's schema is none. */
export function paramsCheck(schema: JsonObject): ParamsCheck {
  const ajv = new Ajv({ strict: false, allErrors: false, messages: true });
  formats.default(ajv);
  const validate = ajv.compile(schema);
  return (params) => {
    if (validate(params)) return undefined;
    const [problem] = validate.errors ?? [];
    return `params${problem?.instancePath ?? ''} ${problem?.message ?? 'are not valid'}`;
  };
}
