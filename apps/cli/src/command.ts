import type { Json, JsonObject } from '@hookswitch/domain';
import type { Config } from '@hookswitch/platform';
import type { World } from './world.js';

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly short?: string;
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly description: string;
}

export interface Command {
  /** One or two words. */
  readonly name: string;
  /** Names in the help's first line for what comes after the options; `[X]` may be left out, `X...` may repeat. */
  readonly operands: readonly string[];
  readonly summary: string;
  /** What else is worth knowing, a paragraph each. */
  readonly notes?: readonly string[];
  /** It talks to the gateway, so it has `--server` and `--api-key-file`. */
  readonly usesGateway?: true;
  /** What `--json` prints; part of the contract: members may be added, never renamed or dropped. */
  readonly json: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly examples: readonly string[];
  run(call: Call): Promise<Report>;
}

/** A command as it was typed, checked against its options and operands. */
export interface Call {
  readonly options: Options;
  readonly operands: readonly string[];
  readonly config: Config;
  readonly world: World;
}

export class Options {
  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  text(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === 'string' ? value : undefined;
  }

  texts(name: string): readonly string[] {
    const value = this.values[name];
    return Array.isArray(value) ? value.map(String) : [];
  }

  flag(name: string): boolean {
    return this.values[name] === true;
  }
}

/** What a command did: the one form is printed with `--json`, the other without. */
export interface Report {
  readonly json: Json;
  readonly lines: readonly string[];
  /** It did part of its work only: exit code 1. */
  readonly failed?: boolean;
  /** There is something to do, and the caller wants to know: exit code 3. */
  readonly differs?: boolean;
}

/** The command was typed wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was asked for could not be done: exit code 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  constructor(
    readonly code: string,
    message: string,
    /** Lines that say more, such as what is wrong where in a document. */
    readonly details: readonly string[] = [],
    /** What is wrong where in a document, as the gateway answered it. */
    readonly problems: readonly JsonObject[] = [],
  ) {
    super(message);
  }
}
