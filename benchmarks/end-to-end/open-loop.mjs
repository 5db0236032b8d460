import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const MAX_SOCKETS = 512;
const ANSWER_MS = 60_000;

/**
 * Sends at a fixed rate whether or not answers come, so that a slow system cannot slow down what is asked of it. `requestOf(index)` gives
 * `{ id, url, headers, body }`. Resolves to what became of each: when it should have been sent (all latencies count from there), how late it was,
 * when it was answered and with what.
 */
export async function openLoop({ rate, seconds, requestOf }) {
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  const count = Math.round(rate * seconds);
  const prepared = Array.from({ length: count }, (_, index) => requestOf(index));
  const start = performance.now() + 20;
  const sent = [];
  for (let next = 0; next < count;) {
    const due = start + (next * 1_000) / rate;
    const now = performance.now();
    if (due > now) await sleep(due - now);
    else {
      sent.push(send(prepared[next], due, agent));
      next += 1;
    }
  }
  const ended = await Promise.all(sent);
  agent.destroy();
  return ended;
}

function send({ id, url, headers, body }, due, agent) {
  const lateMs = performance.now() - due;
  return new Promise((resolve) => {
    const end = (status) => resolve({ id, due, lateMs, status, answeredAt: performance.now() });
    const length = Buffer.byteLength(body);
    const outgoing = request(
      url,
      { agent, method: 'POST', headers: { ...headers, 'content-length': length } },
      (answer) => {
        answer.resume();
        answer.once('end', () => end(answer.statusCode));
      },
    );
    outgoing.setTimeout(ANSWER_MS, () => outgoing.destroy(new Error('no answer')));
    outgoing.once('error', (error) => end(error.code ?? error.message));
    outgoing.end(body);
  });
}
