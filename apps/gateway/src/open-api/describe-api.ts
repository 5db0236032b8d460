import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { AccessRules } from '../auth/access.js';
import { describeOperation } from './describe-operation.js';
import { problemSchema } from './problem-schema.js';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;
const DESCRIPTION = [
  'Workflows for telephony events. Errors are RFC 9457 problem details with a stable `code`. Lists page by `cursor`.',
  'The same write under the same `Idempotency-Key` is done once and gets the same answer for 24 hours.',
  '`x-scope` names the scope that an operation needs.',
].join(' ');

/** OpenAPI 3.1 of the routes that the application serves. */
export function describeApi(app: INestApplication, rules: AccessRules): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Hookswitch')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key (`hks_…`).' }, 'key')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problemSchema },
  };
  const items = Object.entries(document.paths).map(([url, item]) => [withVerb(url), item] as const);
  for (const [path, item] of items) {
    for (const method of METHODS) {
      const operation = item[method];
      const access = rules.of({ method: method.toUpperCase(), path });
      if (operation) item[method] = describeOperation(operation, { method, path, access });
    }
  }
  document.paths = Object.fromEntries(items.sort(([a], [b]) => (a < b ? -1 : 1)));
  return document;
}

/** Swagger takes the verb of a custom method for a parameter: `…/{id}{enable}`. */
const withVerb = (url: string): string => url.replace(/(?<=[^/])\{(\w+)\}$/, ':$1');
