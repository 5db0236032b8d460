import { matchingIds } from '../../tools/rules-workload/reference.mjs';
import { random } from '../../tools/rules-workload/random.mjs';

const CHANGES = 10_000;
const SEED = 3;
/** Events that come between changes. */
const PER_EVENT = 10;
const CHECKED = 40;

/**
 * Adds and removes rules of a set at random while events come, and then compares with the brute force. Microseconds of CPU time per change,
 * and the longest that one change or one event took, in milliseconds by the clock.
 */
export function churn({ put, remove, match }, rules, events) {
  const r = random(SEED);
  const texts = events.map((event) => JSON.stringify(event));
  const gone = new Map();
  const took = { add: [], remove: [] };
  let longest = 0;
  const timed = (work) => {
    const [began, before] = [performance.now(), process.cpuUsage()];
    work();
    const { user, system } = process.cpuUsage(before);
    longest = Math.max(longest, performance.now() - began);
    return user + system;
  };
  for (let change = 0; change < CHANGES; change += 1) {
    const rule = r.pick(rules);
    const back = gone.get(rule.id);
    if (back) {
      took.add.push(timed(() => put(back)));
      gone.delete(rule.id);
    } else {
      took.remove.push(timed(() => remove(rule)));
      gone.set(rule.id, rule);
      // As many come as go.
      const [id, other] = r.pick([...firstOf(gone, 8)]);
      if (id !== rule.id) {
        took.add.push(timed(() => put(other)));
        gone.delete(id);
      }
    }
    if (change % PER_EVENT === 0) timed(() => match(texts[change % texts.length]));
  }
  const inForce = rules.filter(({ id }) => !gone.has(id));
  const wrong = events.slice(0, CHECKED).filter((event, index) => {
    return match(texts[index]).join() !== matchingIds(inForce, event).join();
  });
  return { addMicros: mean(took.add), removeMicros: mean(took.remove), longestMs: longest, wrong: wrong.length };
}

function* firstOf(map, count) {
  for (const entry of map) {
    if (count === 0) return;
    count -= 1;
    yield entry;
  }
}

const mean = (numbers) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
