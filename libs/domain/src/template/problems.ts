import type { Engines } from '../engines.js';
import { isSecretPath } from './evaluate.js';
import { unknownArgument } from './filters.js';
import { parseTemplate, type Placeholder, type TemplateProblem } from './parse.js';

/**
 * What is wrong with one text with placeholders: how they are written, filters and their arguments; with engines also the time
 * zones and countries that filters name. What the paths mean is for the workflow checker to say.
 */
export function templateProblems(text: string, engines?: Engines): readonly TemplateProblem[] {
  const { parts, problems } = parseTemplate(text);
  const placeholders = parts.filter((part) => typeof part !== 'string');
  return [...problems, ...placeholders.flatMap((placeholder) => argumentProblems(placeholder, engines))];
}

function argumentProblems({ path, filters, source }: Placeholder, engines?: Engines): readonly TemplateProblem[] {
  const message = `A secret is written {{secrets.<name>}}, without filters: "${source.trim()}".`;
  if (isSecretPath(path) && filters.length > 0) return [{ code: 'secret_not_allowed_here', message }];
  if (!engines) return [];
  return filters.flatMap((filter) => {
    const problem = unknownArgument(filter, engines);
    return problem === undefined ? [] : [{ code: 'invalid_argument', message: problem }];
  });
}
