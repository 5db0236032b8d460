import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { features } from '../features.js';
import { openApiReference } from './reference.js';

interface Operation {
  readonly 'x-scope'?: string;
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

let text: string;
let document: Document;
beforeAll(async () => {
  text = await openApiReference();
  document = JSON.parse(text) as Document;
});
const operations = () =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  );

describe('openapi.json', () => {
  it('is what the controllers say: run "npm run generate" after a change', () => {
    const file = readFileSync(join(import.meta.dirname, '../../openapi.json'), 'utf8');
    expect(JSON.parse(file)).toEqual(document);
  });

  it('describes every route that needs a credential, with its scope', () => {
    const declared = features
      .flatMap(({ access }) => Object.entries(access))
      .filter(([, access]) => access !== 'public');
    const described = new Map(operations().map(([route, operation]) => [route, operation['x-scope']]));
    expect([...described].filter(([, scope]) => scope !== 'public').sort()).toEqual(declared.sort());
  });

  it('names every operation once, and every parameter of its path', () => {
    const ids = operations().map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [route, { parameters }] of operations()) {
      const wanted = [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(wanted);
    }
  });
});
