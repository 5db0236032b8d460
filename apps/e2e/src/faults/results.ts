import type { Claim, Findings } from './experiment.js';
import type { Violation } from './history/checker.js';

/** One experiment as the table of docs/reliability.md shows it. */
export interface Result {
  readonly id: string;
  readonly title: string;
  readonly seed: number;
  readonly load: string;
  readonly injected: string;
  readonly events: number;
  readonly acked: number;
  /** Commands that were planned. */
  readonly actions: number;
  /** Commands of which the target has seen a success. */
  readonly effects: number;
  /** Requests beyond the first of a command. */
  readonly repeats: number;
  /** Of those: without an attempt before that failed or nobody knows the end of. */
  readonly unexplained: number;
  readonly lost: number;
  readonly recoverySeconds?: number;
  readonly claims: readonly Claim[];
  readonly violations: readonly Violation[];
  readonly holds: boolean;
}

const LOST = ['lost', 'open', 'unfinished'];

export function resultOf(
  { id, title }: { readonly id: string; readonly title: string },
  seed: number,
  { history, violations, load, injected, recoverySeconds, claims }: Findings,
): Result {
  const { events, runs, requests } = history;
  const byCommand = Map.groupBy(requests, ({ command }) => command);
  const all = [...byCommand.values()];
  const of = (rules: readonly string[]) => violations.filter(({ rule }) => rules.includes(rule)).length;
  return {
    ...{ id, title, seed, load, injected, claims, violations },
    events: events.length,
    acked: events.filter(({ answer }) => answer === 'acked').length,
    actions: runs.flatMap(({ steps }) => steps.flatMap(({ command }) => command ?? [])).length,
    effects: all.filter((made) => made.some(({ succeeded }) => succeeded)).length,
    repeats: requests.length - all.length,
    unexplained: of(['unexplained repeat']),
    lost: of(LOST),
    ...(recoverySeconds !== undefined && { recoverySeconds }),
    holds: violations.length === 0 && claims.every(({ holds }) => holds),
  };
}

const SHOWN = 20;

/** In plain words, for the terminal. */
export function story(result: Result): string {
  const { id, title, seed, holds, load, injected, events, acked, actions, effects, repeats, unexplained, lost } =
    result;
  return [
    `${id}: ${title}: ${holds ? 'holds' : 'DOES NOT HOLD'} (--experiment ${id} --seed ${seed} repeats it)`,
    `  load: ${load}; injected: ${injected}`,
    `  ${events} events, ${acked} acknowledged, ${actions} actions, ${effects} effects, ${repeats} repeats (${unexplained} unexplained), ${lost} lost`,
    ...(result.recoverySeconds === undefined
      ? []
      : [`  all had ended ${result.recoverySeconds.toFixed(1)} s after the fault`]),
    ...result.claims.map(({ what, measured, holds }) => `  ${holds ? 'holds' : 'FAILS'}: ${what}: ${measured}`),
    ...result.violations
      .slice(0, SHOWN)
      .flatMap(({ rule, what, smallest = [] }) => [`  ${rule}: ${what}`, ...smallest.map((line) => `    ${line}`)]),
  ].join('\n');
}
