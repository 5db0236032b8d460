import type { Engines } from '../engines.js';
import type { Problem } from '../workflow/check/problem.js';

/** What is wrong with one text with placeholders; with engines also time zones and countries of filters. */
export function templateProblems(_text: string, _engines?: Engines): readonly Omit<Problem, 'pointer'>[] {
  return [];
}
