import assert from 'node:assert/strict';
import { manifestProblems, schemaValidator } from '@hookswitch/connector-sdk';
import type { JsonObject } from '@hookswitch/domain';
import type { Check } from '../check.js';
import type { ConformanceTarget } from '../target.js';

const EXAMPLE = 'http://127.0.0.1:8090';
const settingsOf = ({ connection }: ConformanceTarget): JsonObject => connection?.(EXAMPLE).settings ?? {};
const checkSettings = ({ connector: { manifest } }: ConformanceTarget) =>
  schemaValidator(manifest.connection?.settings ?? {});

/** What the manifest takes and refuses, before anything runs. */
export const configuration: readonly Check[] = [
  {
    id: 'configuration/manifest',
    title: 'its manifest is one that Hookswitch takes',
    run: ({ target }) => settled(() => assert.deepEqual(manifestProblems(target.connector.manifest), [])),
  },
  {
    id: 'configuration/accepted',
    title: 'params and settings of the provider are accepted',
    run: ({ target }) =>
      settled(() => {
        const params = schemaValidator(target.connector.manifest.parameters);
        assert.deepEqual(params(target.params(EXAMPLE)), []);
        assert.deepEqual(checkSettings(target)(settingsOf(target)), []);
        const known = (target.connector.manifest.connection?.secrets ?? []).map(({ name }) => name);
        const given = Object.keys(target.connection?.(EXAMPLE).secrets ?? {});
        assert.deepEqual(
          given.filter((name) => !known.includes(name)),
          [],
          'secrets that the manifest does not name',
        );
      }),
  },
  {
    id: 'configuration/refused',
    title: 'wrong params and settings are refused, each at its place',
    run: ({ target }) => settled(() => refusals(target)),
  },
  {
    id: 'configuration/rate',
    title: 'a connection may say what its account takes',
    notFor: ({ connector }) =>
      connector.manifest.partitionKey[0]?.from === 'connection' ? undefined : 'its rate is not a connection’s',
    run: ({ target }) =>
      settled(() => {
        const check = checkSettings(target);
        assert.deepEqual(check({ ...settingsOf(target), ratePerMinute: 600, rateBurst: 20 }), []);
        assert.notDeepEqual(check({ ...settingsOf(target), ratePerMinute: 0 }), [], 'a rate of 0 is accepted');
      }),
  },
  {
    id: 'configuration/sealed',
    title: 'every parameter that holds a credential is sealed, and secrets may stand there',
    run: ({ target: { connector } }) =>
      settled(() => {
        const { secretParams, secretsAllowedIn } = connector.manifest;
        for (const name of secretParams) assert.ok(secretsAllowedIn.includes(name), `${name} takes no secret`);
      }),
  },
];

function refusals(target: ConformanceTarget): void {
  const params = schemaValidator(target.connector.manifest.parameters);
  const isEmpty = Object.keys(target.wrongParams).length === 0;
  assert.ok(!isEmpty, 'name at least one wrong param: a manifest that takes everything refuses nothing');
  for (const [what, wrong] of Object.entries(target.wrongParams)) {
    const [name = ''] = Object.keys(wrong);
    const merged = Object.entries({ ...target.params(EXAMPLE), ...wrong }).filter(([, value]) => value !== undefined);
    const places = params(Object.fromEntries(merged)).map(({ pointer }) => pointer.split('/')[1] ?? '');
    assert.ok(places.includes(name), `params with ${what}: no problem at /${name}`);
  }
  const check = checkSettings(target);
  for (const [what, wrong] of Object.entries(target.wrongSettings ?? {}))
    assert.notDeepEqual(check({ ...settingsOf(target), ...wrong }), [], `settings with ${what} are accepted`);
}

/** Checks without anything to wait for. */
async function settled(check: () => void): Promise<void> {
  await Promise.resolve();
  check();
}
