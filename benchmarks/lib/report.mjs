import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { rounded } from './statistics.mjs';

const fileOf = (name) => join(import.meta.dirname, '..', '..', 'test-results', 'benchmarks', `${name}.json`);

/** Where, when and how busy: what makes figures of two runs comparable or not. */
export function machine() {
  const load = loadavg().map((each) => each.toFixed(1));
  return `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model ?? arch()} (${platform()}), Node ${process.versions.node}, load ${load.join(' ')}`;
}

/**
 * Keeps the ratios of a run for whoever started several. Each is how many times ours takes of the baseline's, or reaches of it:
 * `{ label, median, lowest, highest }`.
 */
export function keepRatios(name, ratios) {
  const file = fileOf(name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ name, machine: machine(), ratios }, null, 2) + '\n');
}

/** Nothing of an earlier run is to be taken for this one's. */
export const forgetRatios = (name) => rmSync(fileOf(name), { force: true });

export function ratioLines(name) {
  let kept;
  try {
    kept = JSON.parse(readFileSync(fileOf(name), 'utf8'));
  } catch {
    return [`${name}: no ratios`];
  }
  return kept.ratios.map(({ label, median, lowest, highest }) => {
    const range = lowest === undefined ? '' : ` (${rounded(lowest)} to ${rounded(highest)})`;
    return `${name}: ${label}: ${rounded(median)}${range}`;
  });
}
