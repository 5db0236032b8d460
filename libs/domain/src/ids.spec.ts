import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commandId, runId, uuidV5 } from './ids.js';
import { testEngines } from './testing/engines.spec-helper.js';

const engines = testEngines();
const WORKFLOW = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const event = { tenant: 'acme', source: '/pbx', id: 'call-7' };

it('never changes: ledgers and targets know what was done by these ids', () => {
  expect(runId(event, WORKFLOW, engines)).toBe('8c5fd40c-6008-54ca-ab91-15ce01473543');
  expect(commandId(event, WORKFLOW, 'crm', engines)).toBe('f7632182-d6c7-504f-a04d-28515354e0b5');
  const odd = { tenant: 'acmé', source: '/a|b', id: 'x"y' };
  expect(runId(odd, WORKFLOW, engines)).toBe('64d5636f-2119-5fea-b648-8b55c9decdbf');
});

it('is the same for the same parts only, however they could be run together', () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom('a', '"', ',', '|', '\\', ']')).map((all) => all.join('')),
  );
  const parts = fc.array(part, { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(parts, parts, (left, right) => {
      const same = left.length === right.length && left.every((text, index) => text === right[index]);
      expect(uuidV5(left, engines) === uuidV5(right, engines)).toBe(same);
      expect(uuidV5(left, engines)).toBe(uuidV5([...left], engines));
    }),
  );
  const cut = fc.tuple(fc.string({ minLength: 2 }), fc.nat()).filter(([text]) => text.length > 1);
  fc.assert(
    fc.property(cut, ([text, at]) => {
      const middle = 1 + (at % (text.length - 1));
      const split = [text.slice(0, middle), text.slice(middle)];
      expect(uuidV5(split, engines)).not.toBe(uuidV5([text], engines));
      expect(uuidV5(split, engines)).not.toBe(uuidV5([split.join(',')], engines));
      expect(uuidV5(split, engines)).not.toBe(uuidV5([split.join('","')], engines));
    }),
  );
});
