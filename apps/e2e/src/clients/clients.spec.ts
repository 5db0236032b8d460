import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { ROOT } from '../docs/pages.js';
import { CLIENTS } from './clients.js';
import { describedByGo, describedByProto } from './go-stubs.js';

const CLIENTS_FOLDER = join(ROOT, 'examples', 'clients');

it('runs every client that there is', () => {
  const folders = readdirSync(CLIENTS_FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual(CLIENTS.map(({ language }) => language).sort());
});

it('has a TypeScript client whose types are right', () => {
  const tsc = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');
  const folder = join(CLIENTS_FOLDER, 'typescript');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});

it('has stubs in the Go client that say what the proto says; after a change run examples/clients/go/generate.sh', () => {
  const stubs = readFileSync(join(CLIENTS_FOLDER, 'go', 'hookswitchv1', 'events.pb.go'), 'utf8');
  const described = describedByGo(stubs);
  expect(described).toEqual(describedByProto(join(ROOT, 'apps', 'gateway', 'proto'), 'hookswitch/v1/events.proto'));
  expect(describedByGo(stubs.replace('PublishBatch\\x12', 'PublishBitch\\x12'))).not.toEqual(described);
});
