import { isJsonArray, isJsonObject, type Json } from '@hookswitch/domain';

/** What a page writes where it leaves something out, or where it is different each time. */
const GAP = '…';

/**
 * Whether a page's shortened answer is that of the product. JSON: each member that is shown is there, the elements of a list in their order;
 * text: each line is there, in order, spaces counting as one.
 */
export function fitsAnswer(language: string, shown: string, actual: string): boolean {
  if (language !== 'json') return fitsLines(shown, actual);
  const answer = parse(actual);
  return answer !== undefined && fitsJson(JSON.parse(shown) as Json, answer);
}

function fitsLines(shown: string, actual: string): boolean {
  const lines = actual.split('\n').map(squeeze);
  let from = 0;
  for (const line of linesOf(shown)) {
    const at = lines.findIndex((candidate, index) => index >= from && fitsText(line, candidate));
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}

/** Whether each line that is shown is somewhere in the text: for what happens at the same time. */
export function hasLines(shown: string, actual: string): boolean {
  const lines = actual.split('\n').map(squeeze);
  return linesOf(shown).every((line) => lines.some((candidate) => fitsText(line, candidate)));
}

const linesOf = (shown: string): readonly string[] =>
  shown
    .split('\n')
    .map(squeeze)
    .filter((line) => line !== '' && line !== GAP);

const squeeze = (line: string): string => line.replace(/\s+/g, ' ').trim();

function fitsText(shown: string, actual: string): boolean {
  const parts = shown.split(GAP).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(actual);
}

function fitsJson(shown: Json, actual: Json): boolean {
  if (shown === GAP) return true;
  if (typeof shown === 'string') return typeof actual === 'string' && fitsText(shown, actual);
  if (isJsonArray(shown)) return isJsonArray(actual) && fitsInOrder(shown, actual);
  if (!isJsonObject(shown)) return shown === actual;
  return (
    isJsonObject(actual) &&
    Object.entries(shown).every(([name, value]) => {
      const found = actual[name];
      return found !== undefined && fitsJson(value, found);
    })
  );
}

/** An empty list is shown for an empty one only. */
function fitsInOrder(shown: readonly Json[], actual: readonly Json[]): boolean {
  if (shown.length === 0) return actual.length === 0;
  let from = 0;
  for (const item of shown) {
    const at = actual.findIndex((candidate, index) => index >= from && fitsJson(item, candidate));
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
