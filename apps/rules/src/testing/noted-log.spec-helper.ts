import type { LogFields, Logger } from '@hookswitch/platform';

/** Keeps what it was told, by level and message. */
export class NotedLog implements Logger {
  readonly lines: string[] = [];
  /** Of the errors. */
  readonly fields: LogFields[] = [];
  error = (message: string, fields: LogFields = {}) => {
    this.lines.push(`error ${message}`);
    this.fields.push(fields);
  };
  warn = (message: string) => void this.lines.push(`warn ${message}`);
  info = (message: string) => void this.lines.push(`info ${message}`);
  debug = (message: string) => void this.lines.push(`debug ${message}`);
  child = () => this;
}
