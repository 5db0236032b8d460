import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CheckResult } from './suite.js';
import type { ConformanceTarget } from './target.js';

/** What a run showed, without what changes from run to run: the file is kept with the connector. */
export interface ConformanceResults {
  readonly connector: string;
  readonly variant?: string;
  readonly checks: readonly CheckResult[];
}

/** Compares with the file, or writes it. */
export async function keepResults(
  target: ConformanceTarget,
  checks: readonly CheckResult[],
  folder: string,
): Promise<void> {
  const { connector, variant } = target;
  const { type } = connector.manifest;
  const file = join(folder, `${variant === undefined ? type : `${type}-${variant}`}.json`);
  const results: ConformanceResults = { connector: type, ...(variant !== undefined && { variant }), checks };
  const text = `${JSON.stringify(results, null, 2)}\n`;
  if (process.env['CONFORMANCE_WRITE'] === '1') {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    return;
  }
  const kept = await readFile(file, 'utf8').catch(() => '');
  assert.ok(
    same(kept, text),
    `${file} does not say what this run showed: run it once with CONFORMANCE_WRITE=1 and look at the difference`,
  );
}

/** Whatever the formatting. */
function same(kept: string, text: string): boolean {
  try {
    assert.deepEqual(JSON.parse(kept), JSON.parse(text));
    return true;
  } catch {
    return false;
  }
}
