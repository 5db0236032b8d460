/** Where a bus says what its client library noticed. Has the shape of a pino logger. */
export interface BusLog {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

const nothing = (): void => undefined;
export const silentLog: BusLog = { debug: nothing, info: nothing, warn: nothing, error: nothing };
