import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const folder = join(import.meta.dirname, 'event-ruler');
const built = join(import.meta.dirname, '..', '..', 'test-results', 'benchmarks', 'event-ruler');
let classpath;

/** Whether AWS Event Ruler can take part: it takes a Java and a Maven. */
export async function hasEventRuler() {
  try {
    classpath ??= await resolveClasspath();
    return true;
  } catch {
    return false;
  }
}

/** One thread's collector: it costs the least CPU time of Java's. */
export const javaCommand = async () => {
  classpath ??= await resolveClasspath();
  return ['java', '-XX:+UseSerialGC', '-Xms1g', '-Xmx6g', '-cp', classpath, join(folder, 'EventRuler.java')];
};

async function resolveClasspath() {
  mkdirSync(built, { recursive: true });
  const file = join(built, 'classpath.txt');
  const pom = join(folder, 'pom.xml');
  await run('mvn', ['-q', '-B', '-f', pom, 'dependency:build-classpath', `-Dmdep.outputFile=${file}`]);
  return readFileSync(file, 'utf8').trim();
}
