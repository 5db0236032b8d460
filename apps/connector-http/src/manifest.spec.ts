import { expect, it } from '@jest/globals';
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
