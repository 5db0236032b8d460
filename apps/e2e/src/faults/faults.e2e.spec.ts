import { describe, it } from '@jest/globals';
import { EXPERIMENTS } from './experiments/index.js';
import { seedOf } from './load/random.js';
import { story } from './results.js';
import { runExperiment } from './run-experiment.js';

const LONGEST_MS = 400_000;

/** The short ones; `npm run faults` runs all of them. */
describe('under faults', () => {
  for (const experiment of EXPERIMENTS.filter(({ isShort }) => isShort)) {
    const missing = experiment.missing?.();
    const title = `${experiment.id}: ${experiment.title}`;
    if (missing !== undefined) it.skip(`${title}: ${missing}`, () => undefined);
    else
      it(
        `${title}: every promise holds`,
        async () => {
          const result = await runExperiment(experiment, { seed: seedOf(process.env), say: () => undefined });
          if (!result.holds) throw new Error(story(result));
        },
        LONGEST_MS,
      );
  }
});
