import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type Gateway } from '../gateway.spec-helper.js';
import { TENANT_SCOPES } from '../tenant-scopes.js';
import { typed } from '../world.spec-helper.js';

interface Described {
  readonly components: {
    readonly schemas: {
      readonly NewKeyBody: {
        readonly properties: { readonly scopes: { readonly items: { readonly enum: readonly string[] } } };
      };
    };
  };
}

describe('commands for tenants', () => {
  let gateway: Gateway;
  let folder: string;
  let env: Readonly<Record<string, string>>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tenants-'));
    gateway = await startGateway();
    env = { HOOKSWITCH_URL: gateway.url, HOOKSWITCH_API_KEY: gateway.admin };
  });
  afterAll(async () => {
    await gateway.close();
    rmSync(folder, { recursive: true });
  });
  const cli = (line: string, ...more: readonly string[]) => typed([...line.split(' '), ...more], env);

  it('make a tenant with a first key, in a file for its owner alone', async () => {
    const file = join(folder, 'acme.key');
    const made = await cli('tenants create acme --quota workflows=5 --key-out', file, '--title', 'Acme Inc');
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const own = { ...env, HOOKSWITCH_API_KEY: readFileSync(file, 'utf8').trim() };
    expect(made.out).not.toContain(own.HOOKSWITCH_API_KEY);
    const shown = await typed(['tenants', 'show'], own);
    expect(shown.out).toContain('Tenant acme: Acme Inc\n');
    expect(shown.out).toMatch(/^workflows +0 +5$/m);
    expect(await typed(['tenants', 'list'], own)).toMatchObject({
      code: 1,
      err: expect.stringContaining('platform') as unknown,
    });
  });

  it('know every scope that a tenant can have', () => {
    const path = join(import.meta.dirname, '../../../gateway/openapi.json');
    const { components } = JSON.parse(readFileSync(path, 'utf8')) as Described;
    const all = components.schemas.NewKeyBody.properties.scopes.items.enum;
    expect(all.filter((scope) => scope !== 'platform')).toEqual(TENANT_SCOPES);
  });

  it('leave a file that exists as it is, and make no tenant then', async () => {
    expect(await cli('tenants create other --key-out', join(folder, 'acme.key'))).toMatchObject({ code: 1 });
    expect(await cli('tenants show other')).toMatchObject({
      code: 1,
      err: expect.stringContaining('(404)') as unknown,
    });
  });

  it('leave no file behind where no tenant was made', async () => {
    const file = join(folder, 'taken.key');
    expect(await cli('tenants create acme --key-out', file)).toMatchObject({ code: 1 });
    expect(existsSync(file)).toBe(false);
  });

  it('change quotas and settings, and say what is wrong with them', async () => {
    const changed = await cli(
      'tenants set acme --quota eventBurst=7 --quota workflows=default --derive-call-events no --json',
    );
    expect(JSON.parse(changed.out)).toMatchObject({
      deriveCallEvents: false,
      quotas: { eventBurst: 7, workflows: 1_000 },
    });
    expect(await cli('tenants set acme --quota rockets=7')).toMatchObject({
      code: 1,
      err: expect.stringContaining('/quotas/rockets') as unknown,
    });
    for (const wrong of ['--quota workflows', '--derive-call-events maybe', ''])
      expect(await cli(`tenants set acme ${wrong}`.trim())).toMatchObject({ code: 2 });
  });

  it('change how long records are kept, and show it', async () => {
    const changed = await cli('tenants set acme --retention eventDays=2 --retention runDays=9');
    expect(changed).toMatchObject({ code: 0, err: '' });
    expect(changed.out).toMatch(/^Kept: events 2 days, runs 9 days$/m);
    await cli('tenants set acme --retention runDays=default');
    expect((await cli('tenants show acme')).out).toMatch(/^Kept: events 2 days, runs 30 days$/m);
    expect(await cli('tenants set acme --retention runDays=31')).toMatchObject({
      code: 1,
      err: expect.stringContaining('/retention/runDays') as unknown,
    });
    expect(await cli('tenants set acme --retention week')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--retention takes NAME=DAYS or NAME=default, not "week".') as unknown,
    });
    const made = await cli('tenants create brief --retention runDays=1 --json');
    expect(JSON.parse(made.out)).toMatchObject({ tenant: { retention: { eventDays: 7, runDays: 1 } } });
  });

  it('suspend with a reason and resume', async () => {
    expect(await cli('tenants suspend acme')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--reason') as unknown,
    });
    expect(await cli('tenants suspend acme --reason', 'Not paid.')).toMatchObject({ code: 0 });
    expect((await cli('tenants list')).out).toMatch(/^acme +Acme Inc +Not paid\. /m);
    expect((await cli('tenants show acme')).out).toMatch(/^Suspended since \S+Z: Not paid\.$/m);
    expect(await cli('tenants resume acme')).toEqual({ code: 0, out: 'Tenant acme goes on.', err: '' });
    expect((await cli('tenants list')).out).toMatch(/^acme +Acme Inc +- /m);
  });
});
