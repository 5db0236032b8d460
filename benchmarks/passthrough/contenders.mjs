import { setTimeout as sleep } from 'node:timers/promises';
import { encodeEvent } from '@hookswitch/messaging';
import { generateContinuationKey } from '@hookswitch/platform';
import { createInstallation, ensureTopics } from '../lib/installation.mjs';
import { NodeProcess } from '../lib/node-process.mjs';
import { freePorts } from '../lib/ports.mjs';
import { endedCalls } from '../lib/workload.mjs';
import { publishWorkflows } from './publish-workflows.mjs';

const PUBLISHED_AT_ONCE = 2_000;
const TURN_MS = 120_000;
const SESSION_SECONDS = 300;

/** Rules and the bare pass-through, both running and idle, each with an events topic of its own. */
export async function startContenders({ events, workflows, tenants, partitions, profile }) {
  const installation = await createInstallation({ partitions, connectorTypes: ['http'] });
  const processes = [];
  const close = async () => {
    await Promise.all(processes.map((each) => each.stop()));
    await installation.remove();
  };
  try {
    const { topics, bus, prefix, env } = installation;
    const names = Array.from({ length: tenants }, (_, index) => `tenant-${index}`);
    const calls = endedCalls(events, { tenants: names, workflows: workflows / tenants });
    const commands = calls.reduce((sum, { fires }) => sum + fires, 0);
    await publishWorkflows(installation, { tenants: names, workflows: workflows / tenants });
    const [rulesPort, barePort] = await freePorts(2);
    const common = { run: prefix, profile };
    const rules = new NodeProcess({
      ...{ ...common, name: 'rules', script: 'apps/rules/dist/main.js', adminPort: rulesPort },
      env: { ...env, HOOKSWITCH_RULES_KEYS: generateContinuationKey(), KAFKA_SESSION_SECONDS: String(SESSION_SECONDS) },
    });
    processes.push(rules);
    await rules.ready();
    const feed = (topic) =>
      lay(
        bus,
        calls.map(({ event }) => encodeEvent(topic, event)),
      );
    const ours = contender('rules', rules, {
      ...{ bus, expected: { commands, events }, feed: () => feed(topics.events) },
      ...{ from: topics.events, to: topics.commands('http'), group: `${prefix}.rules` },
    });
    await ours.turn();
    const { eventBytes, commandBytes } = await sizes(bus, topics);
    const [from, to] = [`${prefix}.bare.events`, `${prefix}.bare.commands`];
    const spec = { partitions, cleanup: 'delete', timestamps: 'broker', maxRecordBytes: 1 << 20 };
    await ensureTopics(
      bus,
      [from, to].map((name) => ({ name, ...spec })),
    );
    const bare = new NodeProcess({
      ...{ ...common, name: 'pass-through', script: 'benchmarks/passthrough/bare.mjs', adminPort: barePort },
      env: bareEnv({ brokers: env.KAFKA_BROKERS, from, to, prefix, commandBytes, commands, events, partitions }),
    });
    processes.push(bare);
    await bare.ready();
    const theirs = contender('pass-through', bare, {
      ...{ bus, expected: { commands, events }, feed: () => feed(from), from, to, group: `${prefix}.bare` },
    });
    return { contenders: [ours, theirs], facts: { commands, eventBytes, commandBytes }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const bareEnv = ({ brokers, from, to, prefix, commandBytes, commands, events, partitions }) => ({
  KAFKA_BROKERS: brokers,
  BARE_FROM: from,
  BARE_TO: to,
  BARE_GROUP: `${prefix}.bare`,
  BARE_BYTES: String(commandBytes),
  BARE_OF: String(commands),
  BARE_PER: String(events),
  BARE_PARTITIONS: String(partitions),
});

/** `turn`: events are laid ready while the process is frozen; then the time until everything is on the other topic, and committed. */
function contender(name, process, { bus, feed, from, to, group, expected }) {
  const turn = async () => {
    const [made, done] = [await sum(bus, to), await committedOf(bus, group, from)];
    const cpuBefore = await process.cpuSeconds();
    process.freeze();
    await feed();
    const started = performance.now();
    process.thaw();
    await until(`${name} making its commands`, process, async () => (await sum(bus, to)) >= made + expected.commands);
    const seconds = (performance.now() - started) / 1_000;
    await until(
      `${name} committing`,
      process,
      async () => (await committedOf(bus, group, from)) >= done + expected.events,
    );
    const cpuSeconds = (await process.cpuSeconds()) - cpuBefore;
    const surplus = (await sum(bus, to)) - made - expected.commands;
    if (surplus !== 0) throw new Error(`${name} made ${surplus} commands more than the events ask for`);
    return { seconds, cpuSeconds };
  };
  return { name, turn, turns: [] };
}

async function lay(bus, records) {
  for (let at = 0; at < records.length; at += PUBLISHED_AT_ONCE)
    await bus.publish(records.slice(at, at + PUBLISHED_AT_ONCE));
}

async function until(what, process, probe) {
  for (const end = performance.now() + TURN_MS; !(await probe()); await sleep(10)) {
    if (!process.isRunning) throw new Error(`${process.name} ended: see ${process.logFile}`);
    if (performance.now() > end) throw new Error(`${what} took too long: see ${process.logFile}`);
  }
}

const sum = async (bus, topic) => (await bus.offsets(topic)).reduce((total, { next }) => total + next, 0);
const committedOf = async (bus, group, topic) =>
  [...(await bus.committed(group, topic)).values()].reduce((total, { offset }) => total + offset, 0);

/** Mean size of the values, in whole bytes. */
async function sizes(bus, topics) {
  const mean = async (topic) => {
    let [bytes, count] = [0, 0];
    for (const [partition, { first, next }] of (await bus.offsets(topic)).entries())
      for await (const page of bus.read(topic, partition, first, Math.min(next, first + 500)))
        for (const { value } of page) [bytes, count] = [bytes + value.length, count + 1];
    return Math.round(bytes / count);
  };
  return { eventBytes: await mean(topics.events), commandBytes: await mean(topics.commands('http')) };
}
