import { expect, it } from '@jest/globals';
import { schemaValidator } from '@hookswitch/connector-sdk';
import { httpManifest } from './manifest.js';

it('takes the formats of values in small letters, in capitals and capitalised', () => {
  expect(httpManifest.parameters).toMatchObject({
    properties: {
      values: {
        items: {
          properties: {
            format: { enum: expect.arrayContaining(['number', 'NUMBER', 'Number', 'auto', 'AUTO', 'Auto']) },
          },
        },
      },
    },
  });
});

it('says which parameter is too much', () => {
  const problems = schemaValidator(httpManifest.parameters);
  const endpoint = 'https://example.com/{{event.subject}}';
  expect(problems({ endpoint, method: 'POST', body: {}, values: [] })).toMatchObject([{ pointer: '/values' }]);
  expect(problems({ endpoint, method: 'GET', body: {} })).toMatchObject([{ pointer: '/body' }]);
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
    expect(problems({ endpoint, method, body: null })).toEqual([]);
  expect(problems({ endpoint, method: 'GET', values: [] })).toEqual([]);
});
