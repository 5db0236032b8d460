import { median, spread } from '../lib/statistics.mjs';
import { perThousand } from './per-thousand.mjs';

const QUANTILES = ['p50', 'p95', 'p99', 'max'];

/**
 * Both take turns at one rate; prints what became of the events and how long they took, and resolves to the ratios. `cpu`: CPU seconds of each
 * service so far, in the order of `names`.
 */
export async function compare({ rate, seconds, rounds, hookswitch, direct, cpu, names }) {
  const turns = [];
  for (let round = 0; round < rounds; round += 1) {
    const theirs = await direct({ rate, seconds });
    const before = await cpu();
    const ours = await hookswitch({ rate, seconds });
    turns.push({ theirs, ours, cpu: perThousand(before, await cpu(), ours.accepted) });
  }
  const all = turns.map(({ ours }) => ours);
  console.log(`\n${rate} events/s for ${seconds} s, ${rounds} rounds: median (lowest to highest), ms`);
  console.log(`  ${fate(all)}`);
  line('event to target', all, 'arrived');
  line('event to 202', all, 'answered');
  line(
    'straight to target',
    turns.map(({ theirs }) => theirs),
    'arrived',
  );
  console.log(`  load generator late by ${spread(all.map(({ lateMs }) => lateMs))} ms at p99`);
  const shares = names.map((name, index) => `${name} ${spread(turns.map((turn) => turn.cpu[index]))}`);
  console.log(`  CPU s per 1,000 events: ${shares.join(', ')}`);
  return ratiosOf(rate, turns);
}

function fate(steps) {
  const sum = (name) => steps.reduce((total, each) => total + each[name], 0);
  const refused = steps
    .flatMap(({ refusals }) => Object.entries(refusals))
    .map(([what, count]) => `${count} × ${what}`);
  const why = refused.length === 0 ? '' : `; refused: ${refused.join(', ')}`;
  return `${sum('sent')} sent, ${sum('accepted')} accepted, ${sum('lost')} lost, ${sum('repeated')} repeated${why}`;
}

function line(label, steps, what) {
  const figures = QUANTILES.map((name) => `${name} ${spread(steps.map((each) => each[what][name]))}`);
  console.log(`  ${label.padEnd(19)} ${figures.join('  ')}`);
}

const ratiosOf = (rate, turns) =>
  ['p50', 'p99'].flatMap((name) => [
    ratio(
      `${rate}/s, ${name}, event to target of event to 202`,
      turns,
      ({ ours }) => ours.arrived[name] / ours.answered[name],
    ),
    ratio(
      `${rate}/s, ${name}, event to target of straight to target`,
      turns,
      ({ ours, theirs }) => ours.arrived[name] / theirs.arrived[name],
    ),
  ]);

function ratio(label, turns, of) {
  const perRound = turns.map(of);
  console.log(`  ratio ${label}: ${spread(perRound)}`);
  return { label, median: median(perRound), lowest: Math.min(...perRound), highest: Math.max(...perRound) };
}
