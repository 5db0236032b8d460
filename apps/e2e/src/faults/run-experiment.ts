import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Experiment } from './experiment.js';
import { openLab, RESULTS } from './lab.js';
import { Random } from './load/random.js';
import { resultOf, story, type Result } from './results.js';

export interface Wanted {
  readonly seed: number;
  readonly minutes?: number;
  readonly say: (text: string) => void;
}

/** Brings up what the experiment needs, runs it, and leaves its result in `test-results/faults`. */
export async function runExperiment(experiment: Experiment, { seed, minutes, say }: Wanted): Promise<Result> {
  say('bringing up the services');
  const lab = await openLab(experiment.lab);
  try {
    const order = { random: new Random(seed), say, ...(minutes !== undefined && { minutes }) };
    const result = resultOf(experiment, seed, await experiment.run(lab, order));
    await mkdir(RESULTS, { recursive: true });
    await writeFile(join(RESULTS, `${experiment.id}.json`), `${JSON.stringify(result, null, 2)}\n`);
    await writeFile(join(RESULTS, `${experiment.id}.txt`), `${story(result)}\n`);
    return result;
  } finally {
    await lab.close();
  }
}
