import { nearest } from '@hookswitch/domain';
import { readFileSync, statSync } from 'node:fs';
import type { Setting } from './setting.js';
import { settingEntries } from './settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The text of a setting, or why there is none to read. */
export type Found = { readonly text?: string; readonly problem?: string; readonly warning?: string };

/** An empty variable counts as absent: charts and compose files set those. */
export function findText({ name, fromFile, secret }: Setting, env: Environment): Found {
  const direct = env[name] === '' ? undefined : env[name];
  const file = fromFile && env[`${name}_FILE`] !== '' ? env[`${name}_FILE`] : undefined;
  if (file === undefined) return direct === undefined ? {} : { text: direct };
  if (direct !== undefined) return { problem: `${name} and ${name}_FILE are both set: keep one` };
  try {
    // A file that an editor or a command wrote ends in a line break that is no part of the value.
    const text = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    if (!secret || (statSync(file).mode & 0o004) === 0) return { text };
    return {
      text,
      warning: `${name}_FILE names a file that everybody on the machine can read: set its mode to 0440 or tighter`,
    };
  } catch (error) {
    return { problem: `${name}_FILE names a file that cannot be read (${codeOf(error)})` };
  }
}

/** `HOOKSWITCH_` names that no service knows. A typing error would otherwise leave a default in force that nobody meant. */
export function unknownNames(env: Environment): readonly string[] {
  const known = new Set(
    settingEntries().flatMap(([, { name, fromFile }]) => (fromFile ? [name, `${name}_FILE`] : [name])),
  );
  return Object.keys(env)
    .filter((name) => name.startsWith('HOOKSWITCH_') && !known.has(name))
    .sort()
    .map((name) => {
      const meant = nearest(name, known);
      return `${name} is no setting of Hookswitch${meant === undefined ? '' : `; did you mean ${meant}?`}`;
    });
}

const codeOf = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'unreadable';
