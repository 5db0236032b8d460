import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '@hookswitch/domain';
import { parse } from 'yaml';
import type { Api } from './api.js';
import { demoConnections, DEMO_SECRET } from './demo-connections.js';

const FOLDER = join(import.meta.dirname, '..', 'samples');
/** Where the sample documents say that the simulator is. */
const WRITTEN_ORIGIN = 'http://127.0.0.1:8090';

/**
 * Loads the sample workflows and what they need, through the API. What has the same name already is left as its owner made it, so a
 * second start changes nothing. Returns the names of the workflows that are new.
 */
export async function loadSamples(api: Api, simulatorUrl: string): Promise<readonly string[]> {
  const names = await Promise.all(
    ['/v1/connections', '/v1/secrets', '/v1/workflows'].map((path) => namesAt(api, path)),
  );
  const [connections = new Set(), secrets = new Set(), workflows = new Set()] = names;
  for (const connection of demoConnections(simulatorUrl)) {
    if (!connections.has(connection.name)) await api.post('/v1/connections', connection);
  }
  const secret = DEMO_SECRET(new URL(simulatorUrl).hostname);
  if (!secrets.has(secret.name)) await api.post('/v1/secrets', secret);
  const added: string[] = [];
  for (const document of await sampleDocuments(simulatorUrl)) {
    const name = nameOf(document);
    if (workflows.has(name)) continue;
    await api.post('/v1/workflows', document);
    added.push(name);
  }
  return added;
}

async function sampleDocuments(simulatorUrl: string): Promise<readonly JsonObject[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.yaml')).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(FOLDER, file), 'utf8')));
  return texts.map((text) => parse(text.replaceAll(WRITTEN_ORIGIN, simulatorUrl)) as JsonObject);
}

async function namesAt(api: Api, path: string): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  let query: string | undefined = '?limit=200';
  while (query !== undefined) {
    const { items, next } = await api.get(`${path}${query}`);
    for (const item of isJsonArray(items) ? items : []) names.add(nameOf(item));
    query = typeof next === 'string' ? `?limit=200&cursor=${encodeURIComponent(next)}` : undefined;
  }
  return names;
}

function nameOf(item: Json): string {
  if (!isJsonObject(item)) return '';
  if (typeof item.name === 'string') return item.name;
  return isJsonObject(item.metadata) ? nameOf(item.metadata) : isJsonObject(item.document) ? nameOf(item.document) : '';
}
