import type { Logger } from '@hookswitch/platform';
import type { LoggerService } from '@nestjs/common';

/** What the framework itself has to say, in the service's log; its chatter about routes and modules is left out. */
export const nestLogger = (log: Logger): LoggerService => ({
  log: () => undefined,
  warn: (message: unknown) => log.warn(textOf(message)),
  error: (message: unknown) => log.error(textOf(message)),
});

const textOf = (message: unknown): string => {
  if (message instanceof Error) return message.message;
  return typeof message === 'string' ? message : 'the framework reported something that is no text';
};
