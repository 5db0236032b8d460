import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Behaviour } from '../behaviour/behaviour.js';
import type { ProviderName, SimAnswer, SimRequest } from '../http/provider.js';
import { describeAnswer, describeRequest, type RecordedRequest } from './recorded-request.js';

export interface RequestQuery {
  readonly provider?: ProviderName;
  /** Only requests with a higher `seq`, or received later than this time. */
  readonly since?: number | Date;
}

/** What arrived, the newest `keep` in memory; with a directory every request and answer is appended to `requests.ndjson` too. */
export class Journal {
  #records: RecordedRequest[] = [];
  #seq = 0;
  readonly #file: string | undefined;

  constructor(
    private readonly now: () => number,
    private readonly keep: number,
    dataDir?: string,
  ) {
    if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true });
    this.#file = dataDir === undefined ? undefined : join(dataDir, 'requests.ndjson');
  }

  /** Called before anything is answered, so that a client killed meanwhile has been seen. Returns the request's `seq`. */
  arrived(
    provider: ProviderName,
    request: Omit<SimRequest, 'body' | 'query' | 'base'> & { readonly url: string; readonly body?: Buffer },
    behaviour?: Behaviour,
  ): number {
    const record = describeRequest(++this.#seq, this.now(), provider, request);
    this.#records.push(behaviour === undefined ? record : { ...record, behaviour });
    if (this.#records.length > this.keep * 1.1) this.#records = this.#records.slice(-this.keep);
    this.#append({ kind: 'request', ...record });
    return record.seq;
  }

  /** Called when the request has been carried out, before the answer leaves. */
  answered(seq: number, answer: SimAnswer | undefined, effect: string | undefined): void {
    const index = seq - (this.#records[0]?.seq ?? 0);
    const told = answer === undefined ? {} : { answer: describeAnswer(this.now(), answer) };
    const more = { ...(effect === undefined ? {} : { effect }), ...told };
    const record = this.#records[index];
    if (record !== undefined) this.#records[index] = { ...record, ...more };
    this.#append({ kind: 'answer', seq, ...more });
  }

  list({ provider, since }: RequestQuery = {}): readonly RecordedRequest[] {
    const newer = (record: RecordedRequest): boolean =>
      since === undefined || (typeof since === 'number' ? record.seq > since : Date.parse(record.at) > since.getTime());
    return this.#records.filter((record) => (provider === undefined || record.provider === provider) && newer(record));
  }

  clear(): void {
    this.#records = [];
  }

  #append(line: object): void {
    if (this.#file !== undefined) appendFileSync(this.#file, `${JSON.stringify(line)}\n`);
  }
}
