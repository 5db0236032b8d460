import type { HttpClient } from '@hookswitch/connector-sdk';

/** What a connector's app or a spec may set; everybody else lives with the defaults. */
export interface HostOptions {
  /** Calls at a time, of all keys; default 64. */
  readonly perProcess?: number;
  /** Calls at a time of one partition key: what one slow target may hold; default 16. */
  readonly perKey?: number;
  /** Rows of a partition that may wait ready to start before it is claimed no further; default 1,000. */
  readonly readyLimit?: number;
  /** Bytes of an output; default 64 KiB, 512 KiB for transcriptions. */
  readonly maxOutputBytes?: number;
  /** Instead of the guarded client that the configuration describes. */
  readonly http?: HttpClient;
  /** How often leases, expiry and the like are looked at; default 1 s. */
  readonly sweepMs?: number;
}

export type CompleteOptions = Required<Omit<HostOptions, 'http'>> & Pick<HostOptions, 'http'>;

const KIB = 1024;

export const completeOptions = (type: string, options: HostOptions): CompleteOptions => ({
  perProcess: 64,
  perKey: 16,
  readyLimit: 1_000,
  maxOutputBytes: (type === 'stt' ? 512 : 64) * KIB,
  sweepMs: 1_000,
  ...options,
});
