import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject, type Json, type JsonObject } from '@hookswitch/domain';
import { LineCounter, parseAllDocuments, type Document } from 'yaml';
import { CommandError, UsageError } from '../command.js';
import type { World } from '../world.js';

/** A workflow document and where it was written: `FILE:LINE`. */
export interface WrittenDocument {
  readonly at: string;
  readonly name: string;
  readonly document: JsonObject;
}

const EXTENSION = /\.(ya?ml|json)$/;
const MAX_ALIASES = 100;

/** Every document under the paths, folders read to the bottom; `-` is standard input. All of it is read and checked before anything is sent. */
export async function readDocuments(paths: readonly string[], world: World): Promise<readonly WrittenDocument[]> {
  const documents: WrittenDocument[] = [];
  for (const path of paths) {
    if (path === '-') documents.push(...parse('standard input', await world.readInput()));
    else for (const file of await filesUnder(path)) documents.push(...parse(file, await readFile(file, 'utf8')));
  }
  if (documents.length === 0)
    throw new CommandError('no_documents', `There is no workflow document in ${paths.join(', ')}.`);
  const names = new Map<string, string>();
  for (const { name, at } of documents) {
    const before = names.get(name);
    if (before !== undefined)
      throw new CommandError('duplicate_name', `${at} and ${before} have the same name ${name}.`);
    names.set(name, at);
  }
  return documents;
}

async function filesUnder(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UsageError(`${path} does not exist.`);
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && EXTENSION.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function parse(file: string, text: string): readonly WrittenDocument[] {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true });
  if (!Array.isArray(parsed)) return [];
  return parsed.flatMap((document) => {
    const [error] = document.errors;
    const at = `${file}:${error?.linePos?.[0].line ?? lines.linePos((document.contents ?? document).range[0]).line}`;
    if (error) throw malformed(at, error);
    const value = plain(document, at);
    // What stands between two separators, or after the last.
    return value === null ? [] : [{ at, ...named(value, at) }];
  });
}

function plain(document: Document.Parsed, at: string): Json {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES }) as Json;
  } catch (error) {
    throw malformed(at, error as Error);
  }
}

const malformed = (at: string, { message }: Error) =>
  new CommandError('malformed_yaml', `${at}: ${message.split('\n')[0] ?? message}`);

function named(value: Json, at: string): Omit<WrittenDocument, 'at'> {
  if (!isJsonObject(value)) throw new CommandError('no_document', `${at}: a workflow document is an object.`);
  const { metadata } = value;
  const name = isJsonObject(metadata) ? metadata['name'] : undefined;
  if (typeof name !== 'string' || name === '') throw new CommandError('no_name', `${at}: metadata.name is missing.`);
  return { name, document: value };
}
