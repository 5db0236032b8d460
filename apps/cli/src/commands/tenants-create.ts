import { rm } from 'node:fs/promises';
import type { JsonObject } from '@hookswitch/domain';
import { text } from '../answer-fields.js';
import { Api } from '../api/api.js';
import type { Command } from '../command.js';
import { LIMITS, limitsIn } from '../limit-options.js';
import { writeSecret } from '../secret-file.js';
import { visible } from '../table.js';
import { TENANT_SCOPES } from '../tenant-scopes.js';

export const tenantsCreate: Command = {
  name: 'tenants create',
  operands: ['TENANT'],
  summary: 'Make a tenant, and where asked its first key. Takes a key with the scope platform.',
  notes: ['An id consists of lower-case letters, digits and hyphens, and never changes.'],
  usesGateway: true,
  json: '{tenant: TENANT, key?: {id, file}}',
  options: {
    title: { type: 'string', value: 'TITLE', description: 'For people; default: the id.' },
    ...LIMITS,
    'key-out': {
      type: 'string',
      value: 'FILE',
      description:
        'Writes a first key here, with all scopes of a tenant, for the owner of the file alone; must not exist.',
    },
  },
  examples: ['tenants create acme --title "Acme Inc" --key-out acme.key', 'tenants create acme --quota workflows=500'],
  async run({ options, operands: [id = ''], config }) {
    const api = await Api.of(config);
    const [title, file] = [options.text('title'), options.text('key-out')];
    const body = { id, ...(title !== undefined && { title }), ...limitsIn(options) };
    const make = async () => (await api.send({ method: 'POST', path: '/v1/tenants', body })).body;
    const lines = [visible(`Tenant ${id} is made.`)];
    if (file === undefined) return { json: { tenant: await make() }, lines };
    const { tenant, key } = await withFile(file, async () => {
      const made = await make();
      const first = { tenant: id, name: 'first key', scopes: TENANT_SCOPES };
      return { tenant: made, key: (await api.send({ method: 'POST', path: '/v1/api-keys', body: first })).body };
    });
    const json = { tenant, key: { id: text(key['id']), file } };
    return { json, lines: [...lines, `Its key ${json.key.id} is in ${file}: HOOKSWITCH_API_KEY_FILE names it.`] };
  },
};

interface Made {
  readonly tenant: JsonObject;
  readonly key: JsonObject;
}

/** The file is there before anything is made that it could not hold, and gone when nothing was. */
async function withFile(file: string, make: () => Promise<Made>): Promise<Made> {
  await writeSecret(file, '', false);
  try {
    const made = await make();
    await writeSecret(file, `${text(made.key['key'])}\n`, true);
    return made;
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}
