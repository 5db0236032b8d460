import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileCondition } from '../condition/compile.js';
import type { Condition } from '../condition/types.js';
import type { Json } from '../json.js';
import { firing } from '../planning/firing.js';
import { eventView, runOfEvent, RunScope } from '../planning/run.js';
import { isLookedUp } from './every-event.js';
import { Fields } from './fields.js';
import { Predicates } from './predicates.js';
import { termsOf } from './terms-of.js';
import { callEnded, engines, NOW, recordOf, setOf, tell } from '../planning/testing.spec-helper.js';

/** Values that are equal in more ways than one: by case, composition, number and text; a small sigma has two forms. */
const values: readonly Json[] = ['a', 'A', 'ab', 'Ab c', '\u{212a}i\u{17f}sen', 'kissen\u0301', 'kissel', 'é', 'e\u0301', 'ΑΣ', 'ΑΣΗ', 'ας', '', '1', '1.0', '01', '+1', 1, 0, -0, 1.5, 2, 10, true, false, null, ['a'], ['A', 1], {}]; // prettier-ignore
const value = fc.constantFrom(...values);
const list = fc.array(value, { maxLength: 4 });
const field = fc.constantFrom('f', 'g', 'h[0]', 'h', 'o.p').map((name) => `event.properties.${name}`);
const numbers = fc.constantFrom<Json>(0, 1, '1', 1.5, 2, 10);
const caseSensitive = fc.boolean();
const expressions = [
  'true',
  'event.properties.f == "a"',
  'event.properties.f != 1 || event.properties.g == 1',
  '!has(event.properties.g)',
  '"a" in event.properties.h',
  'event.properties.h.exists(each, each == event.properties.f)',
  'event.properties.o.p.matches("[a-z]")',
  'timestamp(now) > timestamp(event.time)',
  'workflow.id < "w010"',
];
const leaf = fc.oneof(
  fc.record({
    field,
    operator: fc.constantFrom('equals', 'contains', 'not_equals', 'changed_to'),
    value,
    caseSensitive,
  }),
  fc.record({ field, operator: fc.constantFrom('in', 'not_in'), value: list, caseSensitive }),
  fc.record({
    field,
    operator: fc.constant('starts_with'),
    value: fc.constantFrom('a', 'A', '', 'ab', 'e\u0301', 'ΑΣ'),
    caseSensitive,
  }),
  fc.record({
    field,
    operator: fc.constantFrom('less_than', 'greater_or_equal', 'less_or_equal', 'greater_than'),
    value: numbers,
  }),
  fc.record({ field, operator: fc.constant('between'), value: fc.constantFrom<Json>([0, 1], [1, 1], ['1', 10]) }),
  fc.record({
    field,
    operator: fc.constant('matches'),
    value: fc.constantFrom('Ab c', 'ab|e', 'kisse(n|l)', '^kissen?', 'kiss?en', '(?:ΑΣ)+', 'kis*en', 'a{2}bc'),
    caseSensitive,
  }),
  fc.record({ field, operator: fc.constantFrom('is_set', 'is_not_set', 'changed') }),
  fc.record({
    field,
    operator: fc.constantFrom('any_item', 'all_items', 'no_item'),
    value: fc.record({
      field: fc.constantFrom('item', 'item.p', 'item[0]'),
      operator: fc.constantFrom('equals', 'not_equals'),
      value: fc.oneof(value, fc.constant('{{event.properties.f}}')),
    }),
  }),
  fc.record({ cel: fc.constantFrom(...expressions) }),
  fc.record({
    field: fc.constantFrom('now', 'event.time', 'event.properties.f'),
    operator: fc.constant('within_hours'),
    value: fc.record({
      zone: fc.constantFrom('UTC', '{{event.properties.g}}', '{{event.properties.zone}}'),
      from: fc.constant('08:00'),
      to: fc.constantFrom('12:00', '08:00'),
      holidays: fc.constantFrom<Json>([], ['11-24'], ['2026-11-25', '12-24'], ['11-{{event.properties.day}}']),
    }),
  }),
) as fc.Arbitrary<Condition>;
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('condition').map((not) => ({ not })),
  ),
}));
const fields = fc.record(
  {
    zone: fc.constant('UTC'),
    day: fc.constantFrom('24', '25'),
    f: value,
    g: value,
    h: fc.oneof(value, list),
    o: fc.oneof(value, fc.record({ p: value })),
  },
  { requiredKeys: [] },
);
const data = fc.record({ now: fields, previous: fields }).map(({ now, previous }) => ({ ...now, previous }));

const FIELD = 'event.properties.f';
it('says of every condition whether it can be looked up as the index does', () => {
  const predicates = new Predicates(new Fields(), engines);
  fc.assert(
    fc.property(condition, (any) => {
      const { terms } = termsOf(any);
      const found = predicates.takeAll(terms).some((predicate) => predicate.lookups() !== undefined);
      expect(isLookedUp(terms)).toBe(found);
    }),
    {
      examples: [
        // What can never hold beside what is open at an end.
        [
          {
            any: [
              {
                all: [
                  { field: FIELD, operator: 'in', value: [] },
                  { all: [{ field: FIELD, operator: 'less_than', value: 0 }] },
                ],
              },
              { field: FIELD, operator: 'between', value: [0, 1] },
            ],
          },
        ],
      ],
    },
  );
});

it('finds exactly what trying every workflow finds', () => {
  fc.assert(
    fc.property(
      fc.array(condition, { minLength: 30, maxLength: 80 }),
      fc.array(data, { minLength: 3 }),
      (all, events) => {
        const rules = all.flatMap((conditions, index) => {
          const compiled = compileCondition(conditions, engines);
          return compiled.ok ? [{ id: `w${String(index).padStart(3, '0')}`, conditions, holds: compiled.value }] : [];
        });
        const workflows = setOf(...rules.map(({ id, conditions }) => recordOf(id, { conditions, steps: [tell()] })));
        for (const properties of events) {
          const event = callEnded(properties);
          const expected = rules.filter(({ id, holds }) => {
            const ref = { id, name: id, version: 1 };
            return holds(new RunScope(runOfEvent(event, eventView(event), ref, NOW, engines)));
          });
          expect(firing(event, workflows, NOW, engines).map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
        }
      },
    ),
    { numRuns: 100 },
  );
});
