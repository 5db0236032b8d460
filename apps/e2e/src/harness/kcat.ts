import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface KafkaPlace {
  readonly brokers: readonly string[];
  /** First part of every topic. */
  readonly prefix: string;
}

export interface KcatRecord {
  /** Text or bytes; `null` is a tombstone. */
  readonly value: string | Uint8Array | null;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly partition?: number;
  readonly compression?: 'snappy' | 'gzip' | 'lz4' | 'zstd';
}

export interface ConsumedRecord {
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

const MISSING = 'kcat is not installed: "apt-get install -y kcat" (Debian, Ubuntu) or "brew install kcat" brings it.';

/** A Kafka client that shares no code with Hookswitch: librdkafka. */
export class Kcat {
  constructor(readonly place: KafkaPlace) {}

  /** `hookswitch.events.v1` is `events`, and so on. */
  topic(name: string): string {
    return `${this.place.prefix}.${name}.v1`;
  }

  /** Resolves once the broker has it (`acks=all`). */
  async produce(topic: string, { value, key, headers = {}, partition, compression }: KcatRecord): Promise<void> {
    const args = [
      '-P',
      ...['-t', this.topic(topic), '-X', 'acks=all'],
      ...(key === undefined ? [] : ['-k', key]),
      ...(partition === undefined ? [] : ['-p', String(partition)]),
      ...(compression === undefined ? [] : ['-z', compression]),
      ...Object.entries(headers).flatMap(([name, text]) => ['-H', `${name}=${text}`]),
    ];
    if (value === null || value.length === 0) {
      // An empty line is skipped unless a key stands before it; -Z makes it null.
      await this.run([...args, '-K', '\t', ...(value === null ? ['-Z'] : [])], `${key ?? ''}\t\n`);
      return;
    }
    const file = join(tmpdir(), `hookswitch-kcat-${randomUUID()}`);
    await writeFile(file, value);
    try {
      await this.run([...args, file]);
    } finally {
      await rm(file, { force: true });
    }
  }

  /** All that the topic holds now. */
  async consume(topic: string): Promise<readonly ConsumedRecord[]> {
    const args = ['-C', '-t', this.topic(topic), '-o', 'beginning', '-e', '-q', '-J', '-X', 'check.crcs=true'];
    const lines = (await this.run(args)).split('\n').filter((line) => line !== '');
    return lines.map((line) => {
      const { partition, offset, key, payload, headers = [] } = JSON.parse(line) as Envelope;
      const pairs = headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1] ?? '']] : []));
      return { partition, offset, key, value: payload, headers: Object.fromEntries(pairs) as Record<string, string> };
    });
  }

  private run(args: readonly string[], input = ''): Promise<string> {
    const { brokers } = this.place;
    return new Promise((resolve, reject) => {
      const child = spawn('kcat', ['-b', brokers.join(','), ...args]);
      const [out, err]: [Buffer[], Buffer[]] = [[], []];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      child.once('error', (error: NodeJS.ErrnoException) =>
        reject(error.code === 'ENOENT' ? new Error(MISSING) : error),
      );
      child.once('close', (code) => {
        if (code === 0) resolve(Buffer.concat(out).toString('utf8'));
        else reject(new Error(`kcat ${args.join(' ')} ended with ${code}: ${Buffer.concat(err).toString('utf8')}`));
      });
      // With a file it never reads this, and may have ended already.
      child.stdin.once('error', () => undefined);
      child.stdin.end(input);
    });
  }
}

/** A line of `kcat -J`. */
interface Envelope {
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly payload: string | null;
  readonly headers?: readonly string[];
}
