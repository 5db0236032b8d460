import { expect, it } from '@jest/globals';
import { getMetadataStorage } from 'class-validator';
import { features } from '../features.js';
import { MISTAKE_CODES } from '../problem/request-codes.js';
import { codeOfRule } from './body.pipe.js';

interface Rule {
  readonly type: string;
  readonly name?: string;
}
const rules = (): readonly string[] => {
  const storage = getMetadataStorage() as unknown as {
    readonly validationMetadatas: ReadonlyMap<object, readonly Rule[]>;
  };
  const all = [...storage.validationMetadatas.values()].flat();
  return [
    ...new Set(all.flatMap(({ type, name }) => (type === 'customValidation' && name !== undefined ? [name] : []))),
  ];
};

it('every rule that bodies and queries are checked by has a code that is listed', () => {
  expect(features.length).toBeGreaterThan(5);
  expect(rules().length).toBeGreaterThan(10);
  expect(rules().filter((rule) => !MISTAKE_CODES.some((code) => code === codeOfRule(rule)))).toEqual([]);
});
