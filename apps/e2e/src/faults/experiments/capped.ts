import { setTimeout as sleep } from 'node:timers/promises';
import { beginLines } from '../begin.js';
import { conclude } from '../conclude.js';
import { atLeast, atMost, type Claim, type Experiment } from '../experiment.js';
import { linesModel } from '../load/lines.js';
import { Stream } from '../load/stream.js';
import type { Kept } from '../sink/script.js';

const CAP = 50;
const PER_SECOND = 120;
const LOAD_SECONDS = 40;
/** What each of the two capped targets says beside 429. */
const SAYS = [undefined, '1'];

/** A target that takes 50 requests a second is given them, and hardly more. */
export const capped: Experiment = {
  id: 'capped',
  title: 'two targets take 50 requests a second each and answer 429 to the others',
  lab: { destinations: SAYS.length },
  async run(lab, { random, minutes, say }) {
    const seconds = minutes === undefined ? LOAD_SECONDS : minutes * 60;
    const tenants = await beginLines(lab, 1, {});
    for (const [destination, retryAfter] of SAYS.entries())
      await lab.sink.set(destination, {
        ...{ kind: 'limit', perSecond: CAP },
        ...(retryAfter !== undefined && { retryAfter }),
      });
    const { urls } = lab.stack;
    const stream = new Stream({
      ...{ urls, tenants, random: random.fork(), perSecond: PER_SECOND, lines: SAYS.length, subjects: 2_000 },
    });
    await sleep(seconds * 1_000);
    await stream.stop();
    say(`${stream.acked} events are on their way`);
    const model = linesModel();
    const {
      history,
      violations,
      seconds: recoverySeconds,
    } = await conclude(lab, {
      ...{ tenants, sent: stream.sent, model, patienceMs: 60_000 },
    });
    const kept = lab.sink.kept();
    return {
      ...{ history, violations, recoverySeconds },
      load: `${PER_SECOND} events/s for ${seconds} s, 1 tenant, ${SAYS.length} destinations`,
      injected: `429 above ${CAP}/s, without and with Retry-After`,
      claims: SAYS.flatMap((says, line) =>
        used(
          kept.filter(({ destination }) => destination === line),
          says === undefined ? 'without Retry-After' : 'with Retry-After',
        ),
      ),
    };
  },
};

/** From the first refusal to the last tenth of the deliveries, in which there is less to do than the target takes. */
function used(kept: readonly Kept[], which: string): readonly Claim[] {
  const delivered = kept.filter(({ status }) => status === 200);
  const from = kept.find(({ status }) => status === 429)?.at ?? Number.POSITIVE_INFINITY;
  const to = delivered[Math.floor(delivered.length * 0.9)]?.at ?? 0;
  const within = delivered.filter(({ at }) => at >= from && at <= to).length;
  const refused = kept.length - delivered.length;
  return [
    atLeast(`share of the cap that is used, ${which}`, within / ((to - from) / 1_000) / CAP, 0.9),
    atMost(`refusals per delivery, ${which}`, refused / delivered.length, 0.05),
    atLeast(`refusals, ${which}`, refused, 1),
  ];
}
