import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { extractInlineSecrets, isJsonObject, type Json, type JsonObject } from '@hookswitch/domain';
import { parseAllDocuments, visit, type Document } from 'yaml';
import { CommandError, UsageError } from '../command.js';
import type { World } from '../world.js';
import { findingAt, type Finding } from './finding.js';
import { placeOf } from './place-of.js';
import { Source, type Place } from './source.js';

/** A workflow document and where it was written. */
export interface WrittenDocument extends Place {
  readonly name: string;
  readonly document: JsonObject;
  /** A finding of this document; `atKey` marks the name of what the pointer says, not its value. */
  finding(problem: WrittenProblem): Finding;
}

export interface WrittenProblem {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
  readonly severity?: 'error' | 'warning';
  readonly atKey?: boolean;
}

export interface Documents {
  readonly documents: readonly WrittenDocument[];
  /** Errors only: what cannot be read, has no name, or has the name of another. */
  readonly findings: readonly Finding[];
}

const EXTENSION = /\.(ya?ml|json)$/;
const MAX_ALIASES = 50;

/** Every document under the paths, folders read to the bottom; `-` is standard input. All of it is read before anything is sent. */
export async function readDocuments(paths: readonly string[], world: World): Promise<Documents> {
  const documents: WrittenDocument[] = [];
  const findings: Finding[] = [];
  for (const source of await sourcesOf(paths, world)) {
    const read = parse(source);
    documents.push(...read.documents);
    findings.push(...read.findings);
  }
  if (documents.length === 0 && findings.length === 0)
    throw new CommandError('no_documents', `There is no workflow document in ${paths.join(', ')}.`);
  return { documents, findings: [...findings, ...repeatedNames(documents)] };
}

async function sourcesOf(paths: readonly string[], world: World): Promise<readonly Source[]> {
  const sources = new Map<string, Source>();
  for (const path of paths) {
    if (path === '-') sources.set(path, new Source('standard input', await world.readInput()));
    // A folder and a file in it are asked for with the same file twice.
    else for (const file of await filesUnder(path)) sources.set(file, new Source(file, await readFile(file, 'utf8')));
  }
  return [...sources.values()];
}

async function filesUnder(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UsageError(`${path} does not exist.`);
  if (!found.isDirectory()) return [join(path)];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && EXTENSION.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function parse(source: Source): Documents {
  // As the gateway reads YAML, so that both see the same values.
  const parsed = parseAllDocuments(source.text, {
    ...{ schema: 'core', uniqueKeys: true, intAsBigInt: true },
    ...{ lineCounter: source.counter, prettyErrors: false },
  });
  const all = Array.isArray(parsed) ? parsed : [];
  // An unknown tag is only a warning to the library.
  const broken = all.flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  if (broken.length > 0) {
    const findings = broken.map(({ pos, message }) =>
      findingAt(source, source.place(pos[0]), { code: 'malformed_yaml', message: sentence(message) }),
    );
    return { documents: [], findings };
  }
  const values = all.map((node) => ({ node, read: valueOf(node, source) }));
  for (const { node, read } of values) if (!('finding' in read)) hideCredentials(source, node, read.value);
  source.read();
  const found = values.map(({ node, read }) => ('finding' in read ? read.finding : named(source, node, read.value)));
  return {
    documents: found.filter((one) => one !== undefined && 'document' in one),
    findings: found.filter((one) => one !== undefined && 'code' in one),
  };
}

type Value = { readonly value: Json } | { readonly finding: Finding };

/** YAML knows values that JSON does not. Integers that JavaScript would round stay the text that they were. */
function valueOf(node: Document.Parsed, source: Source): Value {
  const odd = notJson(node);
  const finding = (offset: number, message: string): Value => ({
    finding: findingAt(source, source.place(offset), { code: 'malformed_yaml', message }),
  });
  if (odd) return finding(odd.offset, odd.message);
  try {
    const value: unknown = node.toJS({ maxAliasCount: MAX_ALIASES });
    const json = JSON.stringify(value, (_key, part: unknown) => {
      if (typeof part !== 'bigint') return part;
      return Number.isSafeInteger(Number(part)) ? Number(part) : String(part);
    }) as string | undefined;
    return { value: json === undefined ? null : (JSON.parse(json) as Json) };
  } catch {
    return finding(node.range[0], `Aliases expand to more than ${MAX_ALIASES} times what is written.`);
  }
}

function notJson(node: Document.Parsed): { readonly offset: number; readonly message: string } | undefined {
  let odd: { readonly offset: number; readonly message: string } | undefined;
  visit(node, {
    Scalar(_key, { value, range }) {
      if (typeof value !== 'number' || Number.isFinite(value)) return undefined;
      odd = { offset: range?.[0] ?? 0, message: `${String(value)} is no number in JSON.` };
      return visit.BREAK;
    },
  });
  return odd;
}

/** What would be sealed when it is saved is not shown when something is wrong with its line. */
function hideCredentials(source: Source, node: Document.Parsed, value: Json): void {
  const values = extractInlineSecrets(value, new Map()).secrets.map((secret) => secret.value);
  if (values.length === 0) return;
  visit(node, {
    Scalar(_key, { value: text, range }) {
      if (range && values.some((secret) => String(text).includes(secret))) source.hide(range[0], range[1]);
    },
  });
}

function named(source: Source, node: Document.Parsed, value: Json): WrittenDocument | Finding | undefined {
  // What stands between two separators, or after the last.
  if (value === null) return undefined;
  const start = placeOf(node, source, '');
  if (!isJsonObject(value))
    return findingAt(source, start, { code: 'no_document', message: 'A workflow document is an object.' });
  const { metadata } = value;
  const name = isJsonObject(metadata) ? metadata['name'] : undefined;
  if (typeof name !== 'string' || name === '') {
    const place = placeOf(node, source, '/metadata');
    return findingAt(source, place, {
      code: 'no_name',
      message: 'metadata.name is missing.',
      pointer: '/metadata/name',
    });
  }
  return {
    ...start,
    name,
    document: value,
    finding: ({ atKey = false, ...problem }) =>
      findingAt(source, placeOf(node, source, problem.pointer, { key: atKey }), { ...problem, workflow: name }),
  };
}

function repeatedNames(documents: readonly WrittenDocument[]): readonly Finding[] {
  const first = new Map<string, WrittenDocument>();
  return documents.flatMap((document) => {
    const before = first.get(document.name);
    if (before === undefined) {
      first.set(document.name, document);
      return [];
    }
    const message = `${before.file}:${before.line} has the name ${document.name} too.`;
    return [document.finding({ pointer: '/metadata/name', code: 'duplicate_name', message })];
  });
}

const sentence = (message: string): string => `${(message.split('\n')[0] ?? message).replace(/[.:]$/, '')}.`;
