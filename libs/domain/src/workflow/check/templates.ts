import type { Json } from '../../json.js';
import { parseTemplate } from '../../template/parse.js';
import { templateTexts } from '../../template/paths.js';
import { templateProblems } from '../../template/problems.js';
import type { Scope } from './context.js';
import { checkPath } from './paths.js';

/** Every text with placeholders at or below a value. `secretsAllowed` is asked for the place of each. */
export function checkTemplates(
  scope: Scope,
  pointer: string,
  value: Json | undefined,
  secretsAllowed: (pointer: string) => boolean,
): void {
  const problemsOf = scope.context.templateErrors ?? templateProblems;
  for (const { pointer: place, text } of templateTexts(value, pointer)) {
    for (const { code, message } of problemsOf(text)) scope.report.error(place, code, message);
    for (const part of parseTemplate(text).parts) {
      if (typeof part === 'string') continue;
      // A secret with filters is refused already, whatever its name.
      if (part.path[0] === 'secrets' && part.filters.length > 0) continue;
      checkPath(scope, part.path, { pointer: place, secretsAllowed: secretsAllowed(place) });
    }
  }
}
