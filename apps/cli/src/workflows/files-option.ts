import { UsageError, type Options } from '../command.js';

/** `-f`, of all commands that read workflow files. */
export const FILES = {
  file: {
    type: 'string',
    short: 'f',
    multiple: true,
    value: 'PATH',
    description: 'A file, a folder (all .yaml, .yml and .json below it), or - for standard input; may be given again.',
  },
} as const;

export function pathsOf(options: Options): readonly string[] {
  const paths = options.texts('file');
  if (paths.length === 0) throw new UsageError('-f PATH is missing.');
  return paths;
}

/** Members of a finding, as `--json` prints it. */
export const FINDING_JSON = '{severity, code, message, pointer?, workflow?, file, line, column}';
