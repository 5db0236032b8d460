import type { Json } from '../../json.js';
import type { Scope } from './context.js';
import { checkReference } from './paths.js';
import { parseReference, placeholders, templateTexts } from './references.js';

/** Every `{{path}}` at or below a value. `secretsAllowed` is asked for the place of each. */
export function checkTemplates(
  scope: Scope,
  pointer: string,
  value: Json | undefined,
  secretsAllowed: (pointer: string) => boolean,
): void {
  for (const { pointer: place, text } of templateTexts(value, pointer)) {
    const syntax = scope.context.templateErrors?.(text) ?? [];
    for (const { code, message } of syntax) scope.report.error(place, code, message);
    for (const path of placeholders(text)) {
      const reference = path === undefined ? undefined : parseReference(path);
      if (reference) checkReference(scope, reference, { pointer: place, secretsAllowed: secretsAllowed(place) });
      else if (syntax.length === 0) {
        const what = path === undefined ? '"{{" without "}}"' : `"${path.trim()}" is not a path`;
        scope.report.error(place, 'invalid_template', `${what}.`);
      }
    }
  }
}
