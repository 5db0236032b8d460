/** What one would write by hand: each rule a closure, tried one after the other; only tenant and type are looked up. */
export function linearClosures(rules) {
  const buckets = Map.groupBy(rules, bucketOf);
  const compiled = new Map(
    [...buckets].map(([bucket, own]) => [bucket, own.map(({ id, when }) => [id, compile(when)])]),
  );
  return (text) => {
    const event = JSON.parse(text);
    const ids = [];
    for (const bucket of [`|${event.type}`, `${event.tenantid}|${event.type}`])
      for (const [id, holds] of compiled.get(bucket) ?? []) if (holds(event)) ids.push(id);
    return ids;
  };
}

export const bucketOf = ({ tenant = '', type }) => `${tenant}|${type}`;

function compile(when) {
  if (when.all) {
    const children = when.all.map(compile);
    return (event) => children.every((child) => child(event));
  }
  if (when.any) {
    const children = when.any.map(compile);
    return (event) => children.some((child) => child(event));
  }
  if (when.not) {
    const child = compile(when.not);
    return (event) => !child(event);
  }
  const holds = LEAVES[when.op](when);
  const [first, second, third] = when.field.split('.');
  if (third === undefined) return (event) => holds(event[first][second] ?? undefined);
  return (event) => holds(event[first][second]?.[third] ?? undefined);
}

const LEAVES = {
  eq:
    ({ value }) =>
    (actual) =>
      actual === value,
  in: ({ value }) => {
    const choices = new Set(value);
    return (actual) => choices.has(actual);
  },
  not_in: ({ value }) => {
    const choices = new Set(value);
    return (actual) => !choices.has(actual);
  },
  has:
    ({ value }) =>
    (actual) =>
      Array.isArray(actual) && actual.includes(value),
  prefix:
    ({ value }) =>
    (actual) =>
      typeof actual === 'string' && actual.startsWith(value),
  contains:
    ({ value }) =>
    (actual) =>
      typeof actual === 'string' && actual.includes(value),
  regex: ({ value }) => {
    const pattern = new RegExp(`^(?:${value})$`, 'u');
    return (actual) => typeof actual === 'string' && pattern.test(actual);
  },
  range:
    ({ gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity }) =>
    (actual) =>
      typeof actual === 'number' && actual > gt && actual >= gte && actual < lt && actual <= lte,
};
