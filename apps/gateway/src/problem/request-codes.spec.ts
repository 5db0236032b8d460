import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { MANIFEST_CODES } from '@hookswitch/connector-sdk';
import { DOCUMENT_CODES } from '@hookswitch/domain';
import { EVENT_CODES, LETTER_CODES } from '@hookswitch/messaging';
import { errorsReference } from './reference.js';
import { MISTAKE_CODES, REQUEST_CODES } from './request-codes.js';

const sources = globSync(join(import.meta.dirname, '..', '**', '*.ts'))
  .filter((path) => !/spec|request-codes/.test(path))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

it.each(Object.keys(REQUEST_CODES))('is answered somewhere: %s', (code) => {
  expect(sources).toContain(`'${code}'`);
});

it('every code has one meaning: no two tables list it', () => {
  expect(MISTAKE_CODES).toHaveLength(new Set(MISTAKE_CODES).size);
});

it('the reference has a row for each, of every table', () => {
  const page = errorsReference();
  const tables = [...Object.values(DOCUMENT_CODES), EVENT_CODES, REQUEST_CODES, MANIFEST_CODES, LETTER_CODES];
  const codes = tables.flatMap((table) => Object.keys(table));
  expect(codes.length).toBeGreaterThan(120);
  expect(codes.filter((code) => !new RegExp(`^\\| *\`${code}\` *\\|`, 'm').test(page))).toEqual([]);
});
