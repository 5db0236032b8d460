import { parseArgs } from 'node:util';
import type { Experiment } from './experiment.js';
import { EXPERIMENTS } from './experiments/index.js';
import { seedOf } from './load/random.js';
import { record } from './page/recorded.js';
import { story } from './results.js';
import { runExperiment } from './run-experiment.js';

const USAGE = `npm run faults -- [--experiment E1,E2] [--seed 7] [--minutes 10] [--record]
Runs experiments one after the other, all of them without --experiment. --list names them,
--record puts the results into docs/reliability.md.`;

const { values } = parseArgs({
  options: {
    experiment: { type: 'string' },
    seed: { type: 'string' },
    minutes: { type: 'string' },
    record: { type: 'boolean' },
    list: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

if (values.help === true) console.log(USAGE);
else if (values.list === true) for (const { id, title } of EXPERIMENTS) console.log(`${id.padEnd(5)}${title}`);
else process.exitCode = (await runAll(chosen(values.experiment))) ? 0 : 1;

function chosen(names: string | undefined): readonly Experiment[] {
  if (names === undefined) return EXPERIMENTS;
  return names.split(',').map((name) => {
    const found = EXPERIMENTS.find(({ id }) => id.toLowerCase() === name.trim().toLowerCase());
    if (!found) throw new Error(`There is no experiment "${name}": --list names all.`);
    return found;
  });
}

async function runAll(experiments: readonly Experiment[]): Promise<boolean> {
  const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
  if (minutes !== undefined && !(minutes > 0))
    throw new Error(`--minutes takes a number above 0, not "${values.minutes}".`);
  let isFine = true;
  for (const experiment of experiments) {
    const missing = experiment.missing?.();
    if (missing !== undefined) {
      console.log(`${experiment.id}: not run: ${missing}`);
      if (values.record === true) record({ id: experiment.id, title: experiment.title, missing });
      continue;
    }
    const seed = seedOf({ HOOKSWITCH_SEED: values.seed });
    console.log(`${experiment.id}: ${experiment.title}; seed ${seed}`);
    const say = (text: string) => console.log(`   ${text}`);
    const result = await runExperiment(experiment, { seed, say, ...(minutes !== undefined && { minutes }) });
    console.log(story(result));
    if (values.record === true) record(result);
    isFine &&= result.holds;
  }
  return isFine;
}
