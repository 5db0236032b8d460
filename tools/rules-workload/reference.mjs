/**
 * The brute-force answer: every rule is interpreted against every event, without index or compilation. Slow on purpose.
 * Missing and null are the same; no leaf but `not_in`, `not_prefix` and `exists: false` holds for them.
 */
export const matchingIds = (rules, event) => rules.filter((rule) => matches(rule, event)).map(({ id }) => id);

const matches = (rule, event) =>
  (rule.tenant === undefined || rule.tenant === event.tenantid) && rule.type === event.type && holds(rule.when, event);

function holds(condition, event) {
  if (condition.all) return condition.all.every((child) => holds(child, event));
  if (condition.any) return condition.any.some((child) => holds(child, event));
  if (condition.not) return !holds(condition.not, event);
  return OPERATORS[condition.op](valueAt(event, condition.field), condition);
}

const isText = (value) => typeof value === 'string';

const OPERATORS = {
  eq: (actual, { value }) => actual === value,
  in: (actual, { value }) => value.includes(actual),
  not_in: (actual, { value }) => !value.includes(actual),
  has: (actual, { value }) => Array.isArray(actual) && actual.includes(value),
  prefix: (actual, { value }) => isText(actual) && actual.startsWith(value),
  not_prefix: (actual, { value }) => !(isText(actual) && actual.startsWith(value)),
  contains: (actual, { value }) => isText(actual) && actual.includes(value),
  /** The whole text must match. */
  regex: (actual, { value }) => isText(actual) && new RegExp(`^(?:${value})$`, 'u').test(actual),
  range: (actual, { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity }) =>
    typeof actual === 'number' && actual > gt && actual >= gte && actual < lt && actual <= lte,
  exists: (actual, { value }) => (actual !== undefined) === value,
};

function valueAt(event, path) {
  let here = event;
  for (const key of path.split('.')) {
    if (here === null || typeof here !== 'object' || !Object.hasOwn(here, key)) return undefined;
    here = here[key];
  }
  return here ?? undefined;
}
