import type { OpenAPIObject } from '@nestjs/swagger';
import { PROBLEMS } from '../problem/problems.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** RFC 9457, as every error is answered. */
export const problemSchema: Schemas[string] = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(PROBLEMS).sort() },
    detail: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'code', 'message'],
        properties: {
          pointer: { type: 'string', description: 'JSON pointer into the body, or the query parameter after a slash.' },
          code: { type: 'string' },
          message: { type: 'string' },
        },
      },
    },
  },
};
