import type { Writable } from 'node:stream';
import { pino } from 'pino';
import { traceFields } from '../tracing/active.js';
import { allowed, cut, type LogFields } from './fields.js';
import { plainLines } from './plain.js';

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** `error` means that a person must act. */
export interface Logger {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  /** A logger whose lines all have these fields. */
  child(fields: LogFields): Logger;
}

export interface LogSettings {
  readonly logLevel: LogLevel;
  readonly logFormat: 'json' | 'plain';
}

/** Writes to standard output unless told otherwise. A line for which there is no room, or no reader, is lost: work goes on without it. */
export function createLogger({ logLevel, logFormat }: LogSettings, out: Writable = process.stdout): Logger {
  survive(out);
  const target = pino(
    {
      level: logLevel,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
      messageKey: 'message',
    },
    logFormat === 'plain' ? plainLines(out) : out,
  );
  return loggerOf(target, {});
}

const surviving = new WeakSet<Writable>();

/** Without a listener, the first line that a full disk does not take would end the process. */
function survive(out: Writable): void {
  if (surviving.has(out)) return;
  surviving.add(out);
  out.on('error', () => undefined);
}

function loggerOf(target: pino.Logger, own: Record<string, unknown>): Logger {
  const write =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (target.isLevelEnabled(level)) target[level]({ ...own, ...allowed(fields), ...traceFields() }, cut(message));
    };
  return {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    child: (fields) => loggerOf(target, { ...own, ...allowed(fields) }),
  };
}
