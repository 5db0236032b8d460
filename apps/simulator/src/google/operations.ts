import type { OperationFault } from '../behaviour/behaviour.js';
import type { SimAnswer } from '../http/provider.js';
import { CODES, fault } from './errors.js';
import type { Recognition } from './recognition-config.js';
import { billed, transcribe } from './transcript.js';

interface Job {
  readonly name: string;
  readonly recognition: Recognition;
  readonly startedAt: number;
  readonly fault: OperationFault;
  polls: number;
}

const DEFAULT_POLLS = 2;
const TYPE = 'type.googleapis.com/google.cloud.speech.v1.LongRunningRecognize';

/** Long-running operations. One is done once it has been asked after often enough. */
export class Operations {
  readonly #jobs = new Map<string, Job>();

  constructor(private readonly now: () => number) {}

  start(recognition: Recognition, operation: OperationFault = {}): SimAnswer {
    const name = String(7_000_000_000_000_000 + this.#jobs.size);
    this.#jobs.set(name, { name, recognition, startedAt: this.now(), fault: operation, polls: 0 });
    return { status: 200, body: { name }, effect: 'operation' };
  }

  poll(name: string): SimAnswer {
    const job = this.#jobs.get(name);
    if (job === undefined || job.fault.lost === true) return fault(5, 'Requested entity was not found.');
    job.polls += 1;
    return { status: 200, body: this.#describe(job) };
  }

  /** Newest first, a page at a time. */
  list(query: URLSearchParams): SimAnswer {
    const size = Math.min(Number(query.get('pageSize') ?? 0) || 100, 1000);
    const from = Number(query.get('pageToken') ?? 0) || 0;
    const jobs = [...this.#jobs.values()].reverse().filter(({ fault: { lost } }) => lost !== true);
    const operations = jobs.slice(from, from + size).map((job) => this.#describe(job));
    const next = from + size < jobs.length ? { nextPageToken: String(from + size) } : {};
    return { status: 200, body: { operations, ...next } };
  }

  #describe({ name, recognition, startedAt, fault: { polls = DEFAULT_POLLS, error }, polls: asked }: Job): object {
    const done = asked >= polls;
    const metadata = {
      '@type': `${TYPE}Metadata`,
      progressPercent: done ? 100 : Math.floor((100 * asked) / polls),
      startTime: new Date(startedAt).toISOString(),
      lastUpdateTime: new Date(this.now()).toISOString(),
      ...(recognition.uri === undefined ? {} : { uri: recognition.uri }),
    };
    if (!done) return { name, metadata };
    if (error !== undefined) {
      return { name, metadata, done, error: { code: error, message: CODES[error]?.[0] ?? 'UNKNOWN' } };
    }
    const response = {
      '@type': `${TYPE}Response`,
      results: transcribe(recognition),
      totalBilledTime: billed(recognition.seconds),
    };
    return { name, metadata, done, response };
  }
}
