import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const here = import.meta.dirname;
const cache = process.env.KAFKA_CACHE ?? join(homedir(), '.cache', 'hookswitch-kafka');
const JAVA_MAJOR = 17;
const START_MS = 60_000;
const TRIES = 3;
/** The light collector and compiler: a test broker lives for minutes. */
const JVM = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/** What is missing on this machine, as a sentence that says how to get it; undefined when a broker can be started. */
export function missingForKafka() {
  const absent = [];
  if (javaMajor() < JAVA_MAJOR) absent.push(`Java ${JAVA_MAJOR} or newer`);
  if (!existsSync(jarFolder()) && !runs('mvn')) absent.push('Maven');
  if (absent.length === 0) return undefined;
  return `A local Kafka needs ${absent.join(' and ')}: apt-get install -y openjdk-${JAVA_MAJOR}-jre-headless maven`;
}

/** One real broker as a child process, on free ports of 127.0.0.1, with data that is gone when it stops. */
export async function startLocalKafka(say) {
  const jars = await ensureJars(say);
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(jars);
    } catch (error) {
      // Somebody else may have taken a port between our look and the broker's.
      if (attempt === TRIES) throw error;
    }
  }
}

async function startOnce(jars) {
  const folder = mkdtempSync(join(tmpdir(), 'hookswitch-kafka-'));
  const [port, controllerPort] = [await freePort(), await freePort()];
  const settings = join(folder, 'server.properties');
  const filled = { PORT: port, CONTROLLER_PORT: controllerPort, DATA: join(folder, 'data') };
  const template = readFileSync(join(here, 'server.properties.template'), 'utf8');
  writeFileSync(
    settings,
    template.replaceAll(/@(\w+)@/g, (_, name) => String(filled[name])),
  );
  format(jars, settings, filled.DATA);
  // Not in our process group: Ctrl-C must not end it before those who use it.
  const broker = spawn('java', [...javaArguments(jars), 'kafka.Kafka', settings], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const stop = () => {
    if (broker.exitCode === null) broker.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  process.once('exit', stop);
  try {
    await started(broker);
  } catch (error) {
    stop();
    process.off('exit', stop);
    throw error;
  }
  return {
    brokers: `127.0.0.1:${port}`,
    stop: async () => {
      process.off('exit', stop);
      const ended = broker.exitCode === null ? once(broker, 'exit') : undefined;
      if (broker.exitCode === null) broker.kill('SIGKILL');
      await ended;
      stop();
    },
  };
}

async function started(broker) {
  const last = [];
  const ready = new Promise((resolve) => {
    for (const stream of [broker.stdout, broker.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        last.push(line);
        if (last.length > 10) last.shift();
        if (line.includes('Kafka Server started')) resolve(true);
      });
    }
  });
  const ended = once(broker, 'exit').then(() => false);
  const late = new Promise((resolve) => setTimeout(resolve, START_MS, false).unref());
  if (!(await Promise.race([ready, ended, late]))) throw new Error(`Kafka did not start:\n${last.join('\n')}`);
}

/** Formatting storage is a second start of the JVM. Its result holds no path, so it is made once and copied. */
function format(jars, settings, data) {
  const blank = join(jars, 'blank-storage');
  if (!existsSync(blank)) {
    const tool = ['kafka.tools.StorageTool', 'format', '--cluster-id', 'aG9va3N3aXRjaC10ZXN0cw', '--config', settings];
    const done = spawnSync('java', [...javaArguments(jars), ...tool], { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`Kafka's storage could not be formatted:\n${done.stdout}${done.stderr}`);
    const part = `${blank}.${process.pid}`;
    cpSync(data, part, { recursive: true });
    into(part, blank);
    return;
  }
  cpSync(blank, data, { recursive: true });
}

async function ensureJars(say) {
  const folder = jarFolder();
  if (existsSync(folder)) return folder;
  const missing = missingForKafka();
  if (missing) throw new Error(missing);
  say(`downloading Kafka to ${folder} (45 MB, once)`);
  mkdirSync(cache, { recursive: true });
  const part = `${folder}.${process.pid}`;
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${part}`];
  const maven = spawn('mvn', ['-B', '-q', '-Dstyle.color=never', '-f', join(here, 'pom.xml'), ...goal], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(maven, 'exit');
  if (code !== 0) throw new Error('Maven could not download Kafka.');
  into(part, folder);
  return folder;
}

/** Whoever is first wins; what a second process made at the same time is thrown away. */
function into(part, place) {
  try {
    renameSync(part, place);
  } catch {
    rmSync(part, { recursive: true, force: true });
  }
}

/** A change of the versions is another folder. */
function jarFolder() {
  const pom = readFileSync(join(here, 'pom.xml'));
  return join(cache, `jars-${createHash('sha256').update(pom).digest('hex').slice(0, 12)}`);
}

function javaArguments(jars) {
  const classPath = readdirSync(jars)
    .filter((name) => name.endsWith('.jar'))
    .sort()
    .map((name) => join(jars, name))
    .join(':');
  return [...JVM, `-Dlog4j2.configurationFile=${join(here, 'log4j2.properties')}`, '-cp', classPath];
}

/** 0 without a Java; the old ones called themselves 1.8 and the like. */
function javaMajor() {
  const { status, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  return status === 0 ? Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0) : 0;
}

const runs = (command) => spawnSync(command, ['-version'], { stdio: 'ignore' }).status === 0;

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
