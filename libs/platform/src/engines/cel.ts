import { Environment, EvaluationError, ParseError, TypeError as CelTypeError } from '@marcbachmann/cel-js';
import { err, MAX_CEL_DEPTH, MAX_CEL_NODES, ok, type CelRefusal, type Engines } from '@hookswitch/domain';

/** The library reads expressions and checks their types; what they come to is decided in the domain, which counts its steps. */
export function createCelParser(): Engines['parseCel'] {
  const environment = new Environment({
    enableOptionalTypes: true,
    // Events have lists of many kinds of values, so expressions may, too.
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: MAX_CEL_NODES, maxDepth: MAX_CEL_DEPTH },
  })
    .registerVariable('event', 'map')
    .registerVariable('steps', 'map')
    .registerVariable('workflow', 'map')
    .registerVariable('run', 'map')
    .registerVariable('now', 'string');
  return (text) => {
    try {
      const parsed = environment.parse(text);
      const { valid, type = 'dyn', error } = parsed.check();
      return valid ? ok({ ast: parsed.ast, type }) : err(refusalOf(error));
    } catch (error) {
      return err(refusalOf(error));
    }
  };
}

function refusalOf(error: unknown): CelRefusal {
  const isOwn = error instanceof ParseError || error instanceof CelTypeError || error instanceof EvaluationError;
  if (!isOwn) return { message: 'This cannot be read.', start: 0, tooLarge: false };
  if (error.code === 'limit_exceeded') {
    const message = `An expression has at most ${MAX_CEL_NODES} parts, nested at most ${MAX_CEL_DEPTH} levels deep.`;
    return { message, start: error.range?.start ?? 0, tooLarge: true };
  }
  return { message: sentence(error.summary), start: error.range?.start ?? 0, tooLarge: false };
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
