import type { Path } from '../path.js';
import { CEL_VARIABLES } from './syntax.js';

/**
 * Comments and texts are passed over as one; everything else is a name, a number or a sign. Texts end where the grammar ends them: a
 * backslash takes the next character along, whatever it is, in raw ones too. One that nothing ends reaches to the end, so this is linear.
 */
const TOKEN =
  /\/\/[^\n]*|[bBrR]?(?:"""(?:[^\\]|\\[^])*?(?:"""|$)|'''(?:[^\\]|\\[^])*?(?:'''|$)|"(?:[^"\\\n]|\\[^])*"?|'(?:[^'\\\n]|\\[^])*'?)|[A-Za-z_]\w*|\d[\w.]*|\S/g;
const NAME = /^[A-Za-z_]\w*$/;
const PLAIN_TEXT = /^(["'])([^"'\\]*)\1$/;
const INDEX = /^\d{1,6}$/;

/**
 * Paths that an expression reads, without parsing it: whatever it reads lies at or below one of them. `event.properties.tags[0]` is read
 * to its end, `event.properties[x]` up to what only an event decides.
 */
export function celPaths(text: string): readonly Path[] {
  const tokens = [...text.matchAll(TOKEN)].map(([token]) => token).filter((token) => !token.startsWith('//'));
  const paths = new Map<string, Path>();
  tokens.forEach((token, index) => {
    const isMember = tokens[index - 1] === '.' || (tokens[index - 1] === '?' && tokens[index - 2] === '.');
    if (isMember || !CEL_VARIABLES.some((name) => name === token)) return;
    const path = pathFrom(tokens, index);
    paths.set(JSON.stringify(path), path);
  });
  return [...paths.values()];
}

function pathFrom(tokens: readonly string[], from: number): Path {
  const path: (string | number)[] = [tokens[from] ?? ''];
  for (let index = from + 1; ;) {
    const sign = tokens[index];
    const at = tokens[index + 1] === '?' ? index + 2 : index + 1;
    const key = tokens[at] ?? '';
    if (sign === '.' && NAME.test(key) && tokens[at + 1] !== '(') {
      path.push(key);
      index = at + 1;
    } else if (sign === '[' && tokens[at + 1] === ']') {
      const name = PLAIN_TEXT.exec(key)?.[2];
      if (name === undefined && !INDEX.test(key)) return path;
      path.push(name ?? Number(key));
      index = at + 2;
    } else return path;
  }
}
