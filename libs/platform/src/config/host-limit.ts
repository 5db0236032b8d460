import type { Kind } from './kinds.js';

/** Calls that each tenant may make to a host. */
export interface HostLimit {
  /** Lower case, with or without a port; `*.example.com`: all names below; `*`: every host. */
  readonly host: string;
  readonly perMinute: number;
  /** Calls at once after a quiet time. */
  readonly burst: number;
}

const FORM =
  /^(?<host>\*|(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*(?::\d{1,5})?|\[[0-9a-f:]+\](?::\d{1,5})?)=(?<rate>\d{1,7})(?:\/(?<burst>\d{1,6}))?$/i;

export const hostLimit: Kind<HostLimit> = {
  form: '`host=calls a minute`, or `host=calls a minute/burst`, such as `api.example.com=600/10`; `*.example.com` and `*` may stand for hosts',
  read(value) {
    const { host = '', rate, burst = '1' } = FORM.exec(value)?.groups ?? {};
    const limit = { host: host.toLowerCase(), perMinute: Number(rate), burst: Number(burst) };
    return limit.perMinute >= 1 && limit.burst >= 1 ? limit : undefined;
  },
};
