import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { isJsonArray, isJsonObject, type Json, type JsonObject, type Problem } from '@hookswitch/domain';
import { eventually } from '@hookswitch/testing';
import { fitsAnswer, hasLines } from './answers.js';
import { blocksOf, codesIn, readGuides, readPage, readPages, tableOf, type Block } from './pages.js';
import { startProduct, type Product } from './product.js';
import type { Said, Shell } from './shell.js';
import { stepsOf } from './steps.js';

let product: Product;
let close = () => Promise.resolve();
beforeAll(async () => {
  product = await startProduct();
  close = () => product.close();
});
afterAll(() => close());

describe.each(readGuides().filter((page) => stepsOf(page).length > 0))('the commands of $path', (page) => {
  let terminal: Shell;
  beforeAll(() => {
    terminal = product.terminal();
  });
  beforeEach(() => product.mustRun());
  afterAll(() => terminal.close());

  for (const { title, command, answer, needs } of stepsOf(page)) {
    const isHere = needs === undefined || spawnSync('which', [needs]).status === 0;
    const name = `line ${command.line}: ${title}${isHere ? '' : ` (${needs} is not installed)`}`;
    (isHere ? it : it.skip)(name, async () => {
      const text = product.here(command.text);
      if (!command.marks.includes('wait')) return check(command, answer, await terminal.run(text));
      // A person is slower than the product; what asks for something may ask too early here.
      let last: Said = { output: '', code: 0 };
      await eventually(
        `the answer of line ${command.line}`,
        async () => {
          product.mustRun();
          last = await terminal.run(text);
          return fits(answer, last);
        },
        { timeoutMs: 30_000, everyMs: 200 },
      ).catch(() => check(command, answer, last));
    });
  }

  for (const { line, text } of blocksOf(page).filter(({ marks }) => marks.includes('story'))) {
    it(`line ${line}: what the other terminal tells`, async () => {
      const shown = withoutTimes(text);
      const told = () => withoutTimes(product.there(product.story()));
      await eventually('the story', () => hasLines(shown, told())).catch(() => expect(told()).toBe(shown));
    });
  }
});

it('greets with a command that misses another call each time that it is typed', async () => {
  const [, command = 'false'] = /^Miss a call:\n\n(.+?)\n\n/ms.exec(product.story()) ?? [];
  const terminal = product.terminal();
  // Within one second it is the same one.
  await eventually(
    'two calls',
    async () => {
      expect(await terminal.run(command)).toMatchObject({ code: 0, output: expect.stringContaining('"accepted"') });
      const { items } = await call('GET', '/v1/runs?subject=my-first-call');
      const runs = isJsonArray(items) ? items.filter(isJsonObject) : [];
      return (
        runs.filter(({ workflow }) => isJsonObject(workflow) && workflow.name === 'text-missed-callers').length >= 2
      );
    },
    { everyMs: 400 },
  );
  await terminal.close();
});

it('has workflow documents in its pages that the product takes', async () => {
  const documents = readPages().flatMap((page) =>
    blocksOf(page).flatMap(({ language, text, line }) =>
      /^\s*"?kind"?: "?Workflow"?,?$/m.test(text) && ['yaml', 'json'].includes(language)
        ? [{ at: `${page.path}:${line}`, text }]
        : [],
    ),
  );
  expect(documents.map(({ at }) => at.split(':')[0])).toContain('README.md');
  for (const { at, text } of documents) {
    const { errors, warnings } = await call('POST', '/v1/workflows:validate', text);
    // Connections and secrets are the reader's own.
    const wrong = [...problemsIn(errors), ...problemsIn(warnings)].filter(
      ({ code }) => code !== 'unknown_connection' && code !== 'unknown_secret',
    );
    expect({ at, wrong }).toEqual({ at, wrong: [] });
  }
});

it('names every parameter of every action in the table of README.md, those that are required in bold', async () => {
  const { items } = await call('GET', '/v1/connectors');
  const manifests = isJsonArray(items) ? items.filter(isJsonObject) : [];
  const rows = tableOf(readPage('README.md'), 'action');
  expect(rows.flatMap(([action = '']) => codesIn(action)).sort()).toEqual(manifests.map(({ type }) => type).sort());
  for (const [action = '', , parameters = ''] of rows) {
    const schema = manifests.find(({ type }) => type === codesIn(action)[0])?.parameters as JsonObject;
    const bold = [...parameters.matchAll(/\*\*`(?<name>\w+)`\*\*/g)].map(({ groups }) => groups?.name);
    expect({ action, names: codesIn(parameters) }).toEqual({
      action,
      names: expect.arrayContaining(Object.keys(schema.properties as JsonObject)),
    });
    expect({ action, bold: bold.sort() }).toEqual({ action, bold: [...(schema.required as string[])].sort() });
  }
});

const withoutTimes = (story: string): string => story.replaceAll(/^\d\d:\d\d:\d\d/gm, '…');

const fits = (answer: Block | undefined, { output, code }: Said): boolean =>
  code === 0 && (answer === undefined || fitsAnswer(answer.language, answer.text, product.there(output)));

function check(command: Block, answer: Block | undefined, said: Said): void {
  if (fits(answer, said)) return;
  const { output, code } = said;
  expect({ command: command.text, code, output: product.there(output) }).toEqual({
    command: command.text,
    code: 0,
    output: answer?.text ?? expect.any(String),
  });
}

async function call(method: string, path: string, body?: string): Promise<JsonObject> {
  const response = await fetch(`${product.rest}${path}`, {
    method,
    headers: { authorization: `Bearer ${product.adminKey}`, 'content-type': 'application/yaml' },
    ...(body !== undefined && { body }),
  });
  return (await response.json()) as JsonObject;
}

const problemsIn = (problems: Json | undefined): readonly Problem[] =>
  isJsonArray(problems) ? (problems as unknown as readonly Problem[]) : [];
