import { timeOfDay } from './clock.js';
import type { StoryLine } from './lines.js';

const MARKS: Readonly<Record<StoryLine['kind'], readonly [mark: string, colour: string]>> = {
  event: ['●', '\u001b[36m'],
  plan: ['  →', ''],
  done: ['  ✓', '\u001b[32m'],
  wait: ['  …', '\u001b[33m'],
  failed: ['  ✗', '\u001b[31m'],
};

/** A line for a terminal; without colour where nobody would see it. Control characters from events never reach the terminal. */
export function formatLine({ at, kind, text }: StoryLine, coloured: boolean): string {
  const [mark, colour] = MARKS[kind];
  // Control characters are what must not pass.
  const safe = text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
  const body = `${timeOfDay(at)} ${mark} ${safe}`;
  return coloured && colour !== '' ? `${colour}${body}\u001b[0m` : body;
}
