import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const here = import.meta.dirname;
const cache = process.env.KAFKA_CACHE ?? join(homedir(), '.cache', 'hookswitch-kafka');
const JAVA_MAJOR = 17;
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

/** Kafka itself, downloaded once. */
export async function ensureJars(say) {
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
export function into(part, place) {
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

export function javaArguments(jars) {
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
