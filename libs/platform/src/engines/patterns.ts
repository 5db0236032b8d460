import { RE2JS } from 're2js';
import type { Engines, PatternMatcher } from '@hookswitch/domain';

const MAX_CACHED = 10_000;

/** RE2 in JavaScript: its time grows linearly with the text whatever the pattern, so a tenant's pattern cannot stop a process. */
export function createPatterns(): Engines['compilePattern'] {
  const cache = new Map<string, PatternMatcher | undefined>();
  return (pattern, { caseSensitive }) => {
    const key = `${caseSensitive ? 's' : 'i'}${pattern}`;
    if (cache.has(key)) return cache.get(key);
    if (cache.size >= MAX_CACHED) cache.clear();
    const matcher = compile(pattern, caseSensitive);
    cache.set(key, matcher);
    return matcher;
  };
}

function compile(pattern: string, caseSensitive: boolean): PatternMatcher | undefined {
  try {
    const compiled = RE2JS.compile(pattern, caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE);
    return (text) => compiled.matcher(text).find();
  } catch {
    return undefined;
  }
}
