import { blocksOf, type Block, type Page } from './pages.js';

/** What a reader does, and what the page says will be the answer. */
export interface Step {
  readonly title: string;
  readonly command: Block;
  readonly answer?: Block;
  /** Of a program that not everybody has. */
  readonly needs?: string;
}

/**
 * What a page lets its reader do, from top to bottom:
 *
 * - ```` ```sh run ```` is typed into a terminal and has to succeed; with `wait` it is typed again until the answer fits, for it only asks;
 * - ```` ```json answer ```` or ```` ```text answer ```` right behind it is what the product says, shortened;
 * - ```` ```ts save=publish.ts ```` is saved under that name;
 * - ```` ```sh cluster ```` is carried out too, but against a Kafka and a Postgres (cluster.e2e.spec.ts);
 * - ```` ```sh run needs=grpcurl ```` is left out where that program is not installed;
 * - ```` ```sh skip=needs-an-account ```` is not carried out, for that reason; a shell block of a guide says `run`, `cluster` or this.
 */
export function stepsOf(page: Page): readonly Step[] {
  const blocks = blocksOf(page);
  return blocks.flatMap((block, index) => {
    const [file, needs] = ['save=', 'needs='].map((name) => valueOf(block, name));
    if (file !== undefined) return [{ title: `save ${file}`, command: saving(block, file) }];
    if (!block.marks.includes('run')) return [];
    const next = blocks[index + 1];
    const title = block.text.trimEnd().split('\n').at(-1)?.slice(0, 80) ?? '';
    const answer = next?.marks.includes('answer') ? { answer: next } : {};
    return [{ title, command: block, ...answer, ...(needs !== undefined && { needs }) }];
  });
}

const valueOf = ({ marks }: Block, name: string): string | undefined =>
  marks.find((mark) => mark.startsWith(name))?.slice(name.length);

const saving = (block: Block, file: string): Block => ({
  ...block,
  text: `cat > ${file} <<'END OF FILE'\n${block.text}END OF FILE`,
});
