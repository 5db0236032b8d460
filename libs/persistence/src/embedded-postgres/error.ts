/**
 * `unsupported`: no binaries for this platform · `port_taken` · `in_use`: another live process runs on the directory ·
 * `wrong_version`: made by another major version · `failed`: the server's own last words are in the message.
 */
export type EmbeddedPostgresCode = 'unsupported' | 'port_taken' | 'in_use' | 'wrong_version' | 'failed';

export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
  constructor(
    readonly code: EmbeddedPostgresCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
