import { RE2JS } from 're2js';
import { MAX_PATTERN_SIZE, type Engines, type PatternMatcher } from '@hookswitch/domain';

const MAX_CACHED = 10_000;

/** RE2 in JavaScript: its time grows with the text times the size of the pattern, and that is limited, so a tenant's pattern cannot stop a process. */
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
    if (compiled.programSize() > MAX_PATTERN_SIZE) return undefined;
    return (text) => compiled.matcher(text).find();
  } catch {
    return undefined;
  }
}
