// Events topic → rules → commands topic, the real service as a process of its own, against a bare pass-through of the same bytes.
import { parseArgs } from 'node:util';
import { machine, keepRatios } from './lib/report.mjs';
import { median, rounded, spread } from './lib/statistics.mjs';
import { startContenders } from './passthrough/contenders.mjs';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '20000' },
    workflows: { type: 'string', default: '1000' },
    tenants: { type: 'string', default: '10' },
    partitions: { type: 'string', default: '12' },
    rounds: { type: 'string', default: '5' },
    profile: { type: 'string' },
  },
});
const [events, workflows, tenants, partitions, rounds] = ['events', 'workflows', 'tenants', 'partitions', 'rounds'].map(
  (name) => Number(values[name]),
);

console.log(machine());
const { contenders, facts, close } = await startContenders({
  events,
  workflows,
  tenants,
  partitions,
  profile: values.profile,
});
try {
  console.log(
    `${rounded(events)} events of ${facts.eventBytes} bytes a round, ${rounded(workflows)} workflows of ${tenants} tenants, ` +
      `${rounded(facts.commands)} commands of ${facts.commandBytes} bytes, ${partitions} partitions.\n`,
  );
  // What is compiled and connected when first used is not what is measured.
  for (const contender of contenders) await contender.turn();
  for (let round = 1; round <= rounds; round += 1)
    for (const { name, turn, turns } of contenders) {
      const { seconds, cpuSeconds } = await turn();
      turns.push({ rate: events / seconds, cpu: (cpuSeconds / events) * 1_000 });
      const said = turns.at(-1);
      console.log(
        `round ${round}  ${name.padEnd(12)} ${rounded(said.rate)} events/s, ${rounded(said.cpu)} CPU s per 1,000 events`,
      );
    }
  report(contenders);
} finally {
  await close();
}

function report([ours, bare]) {
  console.log('\nMedian (lowest to highest) of the rounds');
  for (const { name, turns } of [ours, bare]) {
    const [rates, cpus] = [turns.map(({ rate }) => rate), turns.map(({ cpu }) => cpu)];
    console.log(`  ${name.padEnd(12)} ${spread(rates)} events/s, ${spread(cpus)} CPU s per 1,000 events`);
  }
  const ratios = [
    ratio('CPU time per event, rules of pass-through', 'cpu', [ours, bare]),
    ratio('events per second, rules of pass-through', 'rate', [ours, bare]),
  ];
  for (const { label, perRound } of ratios) console.log(`  ${label}: ${spread(perRound)}`);
  keepRatios(
    'passthrough',
    ratios.map(({ label, perRound }) => ({
      label,
      median: median(perRound),
      lowest: Math.min(...perRound),
      highest: Math.max(...perRound),
    })),
  );
}

function ratio(label, what, [ours, bare]) {
  return { label, perRound: ours.turns.map((turn, index) => turn[what] / bare.turns[index][what]) };
}
