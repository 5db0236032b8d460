// REST → gateway → Kafka → rules → connector-http → a target, at fixed rates, against the same requests straight to that target.
import { parseArgs } from 'node:util';
import { compare } from './end-to-end/compare.mjs';
import { startInstalled } from './end-to-end/installed.mjs';
import { eventRequests, sinkRequests } from './end-to-end/requests.mjs';
import { saturate } from './end-to-end/saturate.mjs';
import { startSink } from './end-to-end/sink.mjs';
import { step } from './end-to-end/step.mjs';
import { freePorts } from './lib/ports.mjs';
import { keepRatios, machine } from './lib/report.mjs';

const WARM_UP = { rate: 50, seconds: 5 };
const { values } = parseArgs({
  options: {
    rates: { type: 'string', default: '50,100,200' },
    seconds: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    workflows: { type: 'string', default: '100' },
    destinations: { type: 'string', default: '8' },
    partitions: { type: 'string', default: '12' },
    saturate: { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
});
const number = (name) => Number(values[name]);
const rates = values.rates.split(',').map(Number);

console.log(machine());
const sink = await startSink(await freePorts(number('destinations')));
const { origins, arrivals } = sink;
const workflows = number('workflows');
const installed = await startInstalled({
  workflows,
  origins,
  partitions: number('partitions'),
  profile: values.profile,
});
try {
  const hookswitch = loadOn(eventRequests({ ...installed, workflows }), 202);
  const direct = loadOn(sinkRequests({ origins, workflows }), 200);
  for (const load of [direct, hookswitch]) await load(WARM_UP);
  const cpu = () => Promise.all(installed.services.map((service) => service.cpuSeconds()));
  const names = installed.services.map(({ name }) => name);
  const common = { hookswitch, direct, cpu, names, seconds: number('seconds'), rounds: number('rounds') };
  const ratios = [];
  for (const rate of rates) ratios.push(...(await compare({ ...common, rate })));
  keepRatios('end-to-end', ratios);
  if (values.saturate) await saturate({ ...common, from: Math.max(...rates) });
} finally {
  await installed.close();
  await sink.close();
}

function loadOn(series, accepted) {
  return ({ rate, seconds }) =>
    step({ rate, seconds, arrivals, requestOf: series(), isAccepted: (status) => status === accepted });
}
