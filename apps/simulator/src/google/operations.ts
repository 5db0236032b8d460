import type { OperationFault } from '../behaviour/behaviour.js';
import type { SimAnswer } from '../http/provider.js';
import { CODES, fault } from './errors.js';

/** What a version says of a job. */
export interface Work {
  /** Whose list it is in; empty for v1, which has one. */
  readonly parent: string;
  metadata(progress: Progress): object;
  /** `fileError`: how the one file of it failed, if it did. */
  response(fileError: object | undefined): object;
}

export interface Progress {
  readonly percent: number;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly now: string;
}

interface Job {
  readonly name: string;
  readonly work: Work;
  readonly startedAt: number;
  readonly fault: OperationFault;
  polls: number;
}

const DEFAULT_POLLS = 2;

/** Long-running operations. One is done once it has been asked after often enough. */
export class Operations {
  readonly #jobs = new Map<string, Job>();

  constructor(private readonly now: () => number) {}

  start(work: Work, operation: OperationFault = {}): SimAnswer {
    const id = String(7_000_000_000_000_000 + this.#jobs.size);
    const name = work.parent === '' ? id : `${work.parent}/operations/${id}`;
    const job = { name, work, startedAt: this.now(), fault: operation, polls: 0 };
    this.#jobs.set(name, job);
    return { status: 200, body: work.parent === '' ? { name } : this.#describe(job), effect: 'operation' };
  }

  poll(name: string): SimAnswer {
    const job = this.#jobs.get(name);
    if (job === undefined || job.fault.lost === true) return fault(5, 'Requested entity was not found.');
    job.polls += 1;
    return { status: 200, body: this.#describe(job) };
  }

  /** Newest first, a page at a time. */
  list(parent: string, query: URLSearchParams): SimAnswer {
    const size = Math.min(Number(query.get('pageSize') ?? 0) || 100, 1000);
    const from = Number(query.get('pageToken') ?? 0) || 0;
    const jobs = [...this.#jobs.values()]
      .reverse()
      .filter(({ work, fault: { lost } }) => work.parent === parent && lost !== true);
    const operations = jobs.slice(from, from + size).map((job) => this.#describe(job));
    const next = from + size < jobs.length ? { nextPageToken: String(from + size) } : {};
    return { status: 200, body: { operations, ...next } };
  }

  #describe({ name, work, startedAt, fault: { polls = DEFAULT_POLLS, error, fileError }, polls: asked }: Job): object {
    const done = asked >= polls;
    const metadata = work.metadata({
      percent: done ? 100 : Math.floor((100 * asked) / polls),
      startedAt: new Date(startedAt).toISOString(),
      now: new Date(this.now()).toISOString(),
    });
    if (!done) return { name, metadata };
    if (error !== undefined) return { name, metadata, done, error: status(error) };
    return { name, metadata, done, response: work.response(fileError === undefined ? undefined : status(fileError)) };
  }
}

const status = (code: number): object => ({ code, message: CODES[code]?.[0] ?? 'UNKNOWN' });
