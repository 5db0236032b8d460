import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type Gateway } from '../gateway.spec-helper.js';
import { typed } from '../world.spec-helper.js';

interface Helper {
  readonly DeadRun: new (
    world: Gateway,
    tenant: string,
    subject: string,
  ) => { readonly command: string; readonly run: string; record(): Promise<unknown> };
  deadMessage(world: Gateway, key: string, tenant: string): Promise<string>;
  listed(world: Gateway, key: string, count: number, query?: string): Promise<readonly unknown[]>;
}

describe('commands for dead letters', () => {
  let gateway: Gateway;
  let helper: Helper;
  let key: string;
  beforeAll(async () => {
    const path = join(import.meta.dirname, '../../../gateway/src/dead-letters/dead-letters.spec-helper.ts');
    helper = (await import(path)) as Helper;
    gateway = await startGateway();
    const scopes = ['runs:read', 'runs:cancel', 'payloads:read', 'dead-letters:manage'];
    key = await gateway.key({ tenant: 'default', scopes });
  });
  afterAll(() => gateway.close());
  const cli = (...words: readonly string[]) => typed(words, { HOOKSWITCH_URL: gateway.url, HOOKSWITCH_API_KEY: key });
  const dead = async (subject: string, count = 1) => {
    const runs = Array.from({ length: count }, () => new helper.DeadRun(gateway, 'default', subject));
    for (const run of runs) await run.record();
    await helper.listed(gateway, key, count, `?subject=${subject}`);
    return runs;
  };

  it('show a command with its attempts and how it came to be dead', async () => {
    const [one] = await dead('shown');
    const { code, out } = await cli('dead-letters', 'show', one?.command ?? '');
    expect(code).toBe(0);
    expect(out).toContain(`Dead command ${one?.command}, open`);
    expect(out).toContain('Parameters {"note":"rendered"}');
    expect(out).toMatch(/^attempt 2 .*http_503: "quoted" is busy\.$/m);
    expect(out).toMatch(/^- \S+ died: exhausted: http_503: "quoted" is busy\.$/m);
    expect((await cli('dead-letters', 'list', '--connector', 'http', '--subject', 'shown')).out).toContain(
      one?.command,
    );
    expect((await cli('dead-letters', 'list', '--run', one?.command ?? '')).out).toContain('no such dead letters');
  });

  it('show a message: what is text as such, other bytes in base64', async () => {
    const id = await helper.deadMessage(gateway, key, 'default');
    const { out } = await cli('dead-letters', 'show', id);
    expect(out).toContain('Value {"of":"default"');
    expect(out).toContain('Header raw: (base64) //4=');
  });

  it('redrive those that are named', async () => {
    const [one, two] = await dead('named', 2);
    const ids = [one?.command ?? '', two?.command ?? ''];
    expect(await cli('dead-letters', 'redrive', ...ids)).toMatchObject({ code: 0 });
    expect((await cli('dead-letters', 'show', ids[1] ?? '')).out).toMatch(/^- \S+ redriven by key:/m);
  });

  it('redrive all that match at a rate, and tell how far that has come', async () => {
    await dead('many', 3);
    const { out } = await cli('dead-letters', 'redrive', '--subject', 'many', '--rate', '0.01', '--json');
    const { id } = JSON.parse(out) as { id: string };
    expect((await cli('redrives', 'show', id)).out).toContain('subject many, 0.01 a second');
    expect((await cli('redrives', 'stop', id)).out).toContain(`Redrive ${id} stopped`);
    expect((await cli('redrives', 'list')).out).toMatch(new RegExp(`^${id} +stopped`, 'm'));
  });

  it('let one rest with a reason', async () => {
    const [one] = await dead('rest');
    const id = one?.command ?? '';
    expect(await cli('dead-letters', 'discard', id)).toMatchObject({ code: 2 });
    expect(await cli('dead-letters', 'discard', id, '--reason', 'A test.')).toMatchObject({ code: 0 });
    expect((await cli('dead-letters', 'list', '--subject', 'rest')).out).toContain('no such dead letters');
    expect((await cli('dead-letters', 'list', '--subject', 'rest', '--state', 'discarded')).out).toContain(id);
    expect(await cli('dead-letters', 'redrive', id)).toMatchObject({
      ...{ code: 1, err: expect.stringContaining('A test.') as unknown },
    });
  });

  it.each([
    ['without a word on which', ['dead-letters', 'redrive']],
    ['with names and a filter', ['dead-letters', 'redrive', '1-1', '--reason', 'x']],
    ['with all and a filter', ['dead-letters', 'redrive', '--all', '--reason', 'x']],
    ['at no rate', ['dead-letters', 'redrive', '--all', '--rate', 'fast']],
  ])('are used wrongly %s', async (_, words) => {
    expect(await cli(...words)).toMatchObject({ code: 2 });
  });

  it('cancel a run', async () => {
    const [one] = await dead('cancelled');
    expect(await cli('runs', 'cancel', one?.run ?? '')).toMatchObject({
      code: 0,
      out: `Run ${one?.run} is asked to end.`,
    });
    expect(await cli('runs', 'cancel', '00000000-0000-4000-8000-000000000001')).toMatchObject({ code: 1 });
  });
});
