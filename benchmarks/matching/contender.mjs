// One contender in a process of its own, so that none pays for another's memory: node contender.mjs NAME RULES EVENTS (files of JSON lines).
// It answers lines on its input with a line of JSON each: `ids COUNT`, `rate MS`, `churn`; the first line tells what loading took.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { churn } from './churn.mjs';
import { workflowsOf } from './hookswitch.mjs';
import { jsonRulesEngine } from './json-rules-engine.mjs';
import { linearClosures } from './linear-closures.mjs';

/** One measurement has at least so many events, and the clock is not looked at more often than after the most: that takes time too. */
const LEAST_EVENTS = 5;
const MOST_EVENTS = 200;
const CONTENDERS = {
  'JSON.parse alone': () => ({ match: (text) => JSON.parse(text) }),
  hookswitch: workflowsOf,
  'linear closures': (rules) => ({ match: linearClosures(rules) }),
  'json-rules-engine': (rules) => ({ match: jsonRulesEngine(rules) }),
};

const [name, rulesFile, eventsFile] = process.argv.slice(2);
const linesOf = (file) => readFileSync(file, 'utf8').split('\n').filter(Boolean);
const texts = linesOf(eventsFile);
const lines = linesOf(rulesFile);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const heapUsed = () => {
  collect();
  return process.memoryUsage().heapUsed;
};

// What came with the rules' text is not kept: strings are cut out of it, as a service cuts them out of a record.
const rules = lines.map((line) => JSON.parse(line));
const before = { heap: heapUsed(), cpu: process.cpuUsage() };
const contender = CONTENDERS[name](rules);
const loadMs = spentSince(before.cpu);
say({ loadMs, heapPerRule: (heapUsed() - before.heap) / rules.length });

for await (const line of createInterface({ input: process.stdin })) {
  const [command, count] = line.split(' ');
  if (command === 'ids') say(await ids(Number(count)));
  else if (command === 'rate') say(await rate(Number(count)));
  else
    say(
      churn(
        contender,
        rules,
        texts.map((text) => JSON.parse(text)),
      ),
    );
}

async function ids(count) {
  const found = [];
  for (const text of texts.slice(0, count)) found.push(await contender.match(text));
  return found;
}

/** CPU time of the whole process, so that garbage collection and compilation count. */
async function rate(ms) {
  const cpu = process.cpuUsage();
  let done = 0;
  while (done === 0 || spentSince(cpu) < ms) {
    for (let left = Math.min(MOST_EVENTS, done || LEAST_EVENTS); left > 0; left -= 1) {
      const result = contender.match(texts[done % texts.length]);
      if (result instanceof Promise) await result;
      done += 1;
    }
  }
  return (done / spentSince(cpu)) * 1_000;
}

function spentSince(cpu) {
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / 1_000;
}

function say(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
