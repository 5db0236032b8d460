import type { HttpAnswer, TargetRefusal } from '@hookswitch/connector-sdk';
import type { JsonObject } from '@hookswitch/domain';
import { refusalOf } from '../refusal-of.js';

/** An answer that is no 200: old paths say `error-code`, new ones problem details. */
export function refusedWhole(answer: HttpAnswer, said: JsonObject | undefined, now: number): TargetRefusal {
  const text = said?.['error-code-label'] ?? said?.detail ?? said?.title;
  return refusalOf('Vonage', answer, { text }, now);
}
