/** The environment is not a configuration. The message is a sentence for a person, one line a name, and holds no value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not complete or not right:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}
