import type { Logger } from '@hookswitch/platform';

/** Keeps what it was told, by level and message. */
export class NotedLog implements Logger {
  readonly lines: string[] = [];
  error = (message: string) => void this.lines.push(`error ${message}`);
  warn = (message: string) => void this.lines.push(`warn ${message}`);
  info = (message: string) => void this.lines.push(`info ${message}`);
  debug = (message: string) => void this.lines.push(`debug ${message}`);
  child = () => this;
}
