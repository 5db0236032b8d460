import { Engine } from 'json-rules-engine';
import { bucketOf } from './linear-closures.mjs';

/** The library, helped: one engine per tenant and type, and fields as plain facts instead of paths. */
export function jsonRulesEngine(rules) {
  const engines = new Map([...Map.groupBy(rules, bucketOf)].map(([bucket, own]) => [bucket, engineOf(own)]));
  const fields = [...new Set(rules.flatMap(({ when }) => fieldsIn(when)))].map((field) => [field, field.split('.')]);
  return async (text) => {
    const event = JSON.parse(text);
    const facts = Object.fromEntries(
      fields.map(([field, path]) => [field, path.reduce((value, key) => value?.[key], event) ?? undefined]),
    );
    const ids = [];
    for (const bucket of [`|${event.type}`, `${event.tenantid}|${event.type}`]) {
      const { events } = (await engines.get(bucket)?.run(facts)) ?? { events: [] };
      ids.push(...events.map(({ type }) => type));
    }
    return ids.sort();
  };
}

function engineOf(rules) {
  const engine = new Engine([], { allowUndefinedFacts: true });
  engine.addOperator('prefix', (actual, prefix) => typeof actual === 'string' && actual.startsWith(prefix));
  engine.addOperator('text', (actual, part) => typeof actual === 'string' && actual.includes(part));
  engine.addOperator('pattern', (actual, pattern) => typeof actual === 'string' && pattern.test(actual));
  for (const { id, when } of rules) {
    const conditions = conditionsOf(when);
    engine.addRule({ conditions: conditions.fact ? { all: [conditions] } : conditions, event: { type: id } });
  }
  return engine;
}

function conditionsOf(when) {
  if (when.all) return { all: when.all.map(conditionsOf) };
  if (when.any) return { any: when.any.map(conditionsOf) };
  if (when.not) return { not: conditionsOf(when.not) };
  const leaf = (operator, value = when.value) => ({ fact: when.field, operator, value });
  return LEAVES[when.op](leaf, when);
}

const BOUNDS = {
  gt: 'greaterThan',
  gte: 'greaterThanInclusive',
  lt: 'lessThan',
  lte: 'lessThanInclusive',
};

const LEAVES = {
  eq: (leaf) => leaf('equal'),
  in: (leaf) => leaf('in'),
  not_in: (leaf) => leaf('notIn'),
  has: (leaf) => leaf('contains'),
  prefix: (leaf) => leaf('prefix'),
  contains: (leaf) => leaf('text'),
  regex: (leaf, { value }) => leaf('pattern', new RegExp(`^(?:${value})$`, 'u')),
  range: (leaf, bounds) => ({
    all: Object.entries(BOUNDS).flatMap(([bound, operator]) =>
      bounds[bound] === undefined ? [] : [leaf(operator, bounds[bound])],
    ),
  }),
};

function fieldsIn(when) {
  const children = when.all ?? when.any ?? (when.not && [when.not]);
  return children ? children.flatMap(fieldsIn) : [when.field];
}
