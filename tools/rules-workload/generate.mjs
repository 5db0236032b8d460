// Writes the workload as files: node tools/rules-workload/generate.mjs --out DIR [--seed N] [--events N] [--families A,B] [--sizes 10,1000]
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FAMILIES } from './families.mjs';
import { DEFAULT_SEED, events, rules } from './workload.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'data' },
    seed: { type: 'string', default: String(DEFAULT_SEED) },
    events: { type: 'string', default: '20000' },
    families: { type: 'string', default: Object.keys(FAMILIES).join() },
    sizes: { type: 'string', default: '10,100,1000,10000,100000' },
  },
});
const jsonLines = (items) => items.map((item) => `${JSON.stringify(item)}\n`).join('');

mkdirSync(values.out, { recursive: true });
writeFileSync(join(values.out, 'events.jsonl'), jsonLines(events(Number(values.events), Number(values.seed))));
for (const family of values.families.split(','))
  for (const size of values.sizes.split(','))
    writeFileSync(
      join(values.out, `rules-${family}-${size}.jsonl`),
      jsonLines(rules(family, Number(size), Number(values.seed))),
    );
