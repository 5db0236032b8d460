import type { Json } from '@hookswitch/domain';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startGateway, type Gateway } from '../gateway.spec-helper.js';
import { typed } from '../world.spec-helper.js';
import { document } from './document.spec-helper.js';

const CANARY = 'xoxb-canary-1234567890';

describe('workflow files and a gateway', () => {
  let gateway: Gateway;
  let folder: string;
  let env: Readonly<Record<string, string>>;
  beforeAll(async () => {
    gateway = await startGateway();
    env = { HOOKSWITCH_URL: gateway.url, HOOKSWITCH_API_KEY: gateway.admin };
  });
  afterAll(() => gateway.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'workflows-'));
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    for (const { id } of await stored()) await gateway.call(`DELETE /v1/workflows/${id}`);
  });

  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const cli = async (...argv: readonly string[]) => {
    const { code, out, err } = await typed([...argv, '-f', folder], env);
    return { code, out: out.replaceAll(`${folder}/`, ''), err };
  };
  interface Shown {
    readonly workflows: readonly Json[];
    readonly summary: Json;
    readonly findings: readonly Json[];
  }
  const json = async (...argv: readonly string[]) => {
    const { code, out } = await cli(...argv, '--json');
    return { ...(JSON.parse(out) as Shown), code };
  };
  interface Stored {
    readonly id: string;
    readonly name: string;
    readonly version: number;
    readonly enabled: boolean;
  }
  const stored = async () =>
    ((await gateway.call('GET /v1/workflows?limit=200')).body as { readonly items: readonly Stored[] }).items;
  const one = async (name: string) => (await stored()).find((workflow) => workflow.name === name)!;

  it('plan shows what apply does; done once, there is nothing left to do', async () => {
    write('a.yaml', `${document('one')}---\n${document('two')}`);
    const planned = await cli('plan');
    expect(planned).toMatchObject({ code: 0, err: '' });
    expect(planned.out).toContain('one will be created (a.yaml:2)\n    +apiVersion: hookswitch.io/v1\n');
    expect(planned.out).toMatch(/Plan: 2 to create, 0 to change, 0 to delete, 0 unchanged\.$/);
    expect(await stored()).toEqual([]);
    expect((await cli('plan', '--detailed-exitcode')).code).toBe(3);

    const applied = await cli('apply', '-m', 'the first');
    expect(applied.code).toBe(0);
    expect(applied.out.startsWith(planned.out)).toBe(true);
    expect(applied.out).toMatch(/created one \(version 1\)\ncreated two \(version 1\)\nDone: 2 created\.$/);
    expect(await one('two')).toMatchObject({ version: 1, enabled: true });

    expect(await cli('plan', '--detailed-exitcode')).toEqual({
      code: 0,
      out: 'Plan: 0 to create, 0 to change, 0 to delete, 2 unchanged.',
      err: '',
    });
    expect((await cli('apply')).out).toMatch(/2 unchanged\.\nDone: 2 unchanged\.$/);
    expect((await one('two')).version).toBe(1);
  });

  it('a change is shown as lines that go and come, and is saved as a version', async () => {
    write('a.yaml', document('one'));
    await cli('apply');
    write('a.yaml', document('one', { minutes: 7 }));
    const dry = await cli('apply', '--dry-run');
    expect(dry).toEqual({ code: 0, out: (await cli('plan')).out, err: '' });
    expect(dry.out).toContain(
      [
        'one will be changed, now version 1 (a.yaml:2)',
        '    …',
        '       steps:',
        '         - id: pause',
        '           delay:',
        '    -        minutes: 5',
        '    +        minutes: 7',
      ].join('\n'),
    );
    expect((await cli('apply')).out).toContain('changed one (version 2)');
  });

  it('what somebody switched off over the API is a difference', async () => {
    write('a.yaml', document('one'));
    await cli('apply');
    await gateway.call(`POST /v1/workflows/${(await one('one')).id}:disable`);
    expect((await cli('plan')).out).toContain('    -  enabled: false\n    +  enabled: true\n');
  });

  it('tells what the gateway refuses with the line in the file, and then changes nothing', async () => {
    write('good.yaml', document('good'));
    write('wrong.yaml', document('wrong').replace('less_than', 'less_then').replace('method: POST', 'methd: POST'));
    for (const command of ['plan', 'apply']) {
      const { code, out } = await cli(command);
      expect(code).toBe(1);
      expect(out).toContain('good will be created');
      expect(out).toContain('wrong is refused (wrong.yaml:2)');
      expect(out).toContain(
        [
          'wrong.yaml:12:59: error: There is no operator "less_then". Did you mean "less_than"? (/spec/conditions/all/1/operator)',
          '  12 |       - { field: event.properties.talking_time, operator: less_then, value: 1.5 }',
          `     | ${' '.repeat(58)}^`,
        ].join('\n'),
      );
      expect(out).toMatch(/wrong\.yaml:19:9: error: .* \(\/spec\/steps\/1\/params\/methd\)/);
    }
    expect(await stored()).toEqual([]);
    const { workflows, summary } = await json('plan');
    expect(summary).toEqual({ create: 1, change: 0, delete: 0, unchanged: 0, refused: 1 });
    expect(workflows[1]).toMatchObject({
      name: 'wrong',
      action: 'refused',
      findings: expect.arrayContaining([
        expect.objectContaining({ code: 'unknown_operator', pointer: '/spec/conditions/all/1/operator', line: 12 }),
      ]),
    });
  });

  it('lint finds the same by the gateway, and less without one', async () => {
    write('wrong.yaml', document('wrong').replace('less_than', 'less_then').replace('method: POST', 'methd: POST'));
    const online = await json('lint');
    expect(online).toMatchObject({ code: 1, checkedBy: 'gateway', documents: 1 });
    const offline = await json('lint', '--offline');
    expect(offline).toMatchObject({
      code: 1,
      checkedBy: 'offline',
      findings: [{ code: 'unknown_operator', line: 12 }],
    });
    expect(online.findings.length).toBeGreaterThan(1);
    write('wrong.yaml', document('right'));
    expect((await cli('lint')).out).toBe(`1 document, 0 errors, 0 warnings; checked by ${gateway.url}.`);
  });

  it('export writes what plan calls unchanged, whatever values are in it', async () => {
    write('a.yaml', `${document('one', { labels: '{ team: support, a: "1" }' })}---\n${document('two')}`);
    await cli('apply');
    rmSync(join(folder, 'a.yaml'));
    expect(await cli('export')).toEqual({ code: 0, out: 'written one (one.yaml)\nwritten two (two.yaml)', err: '' });
    expect((await cli('plan')).out).toBe('Plan: 0 to create, 0 to change, 0 to delete, 2 unchanged.');
    expect(readFileSync(join(folder, 'one.yaml'), 'utf8')).toMatch(
      /^apiVersion: .*\nkind: Workflow\nmetadata:\n {2}name: one\n/,
    );

    write('two.yaml', `# kept\n${readFileSync(join(folder, 'two.yaml'), 'utf8')}`);
    write('one.yaml', document('one', { minutes: 9 }));
    const again = await cli('export');
    expect(again).toMatchObject({ code: 1 });
    expect(again.out).toBe('differs one: one.yaml says something else and is left as it is\nunchanged two (two.yaml)');
    expect(readFileSync(join(folder, 'two.yaml'), 'utf8')).toMatch(/^# kept/);
    expect((await cli('export', '--overwrite')).out).toBe('written one (one.yaml)\nunchanged two (two.yaml)');
    expect((await cli('plan')).out).toContain('2 unchanged.');

    const printed = await typed(['export', '-f', '-', 'two'], env);
    expect(await typed(['plan', '-f', '-'], env, printed.out)).toMatchObject({
      out: expect.stringContaining('1 unchanged'),
    });
    expect(await typed(['export', '-f', '-', 'three'], env)).toMatchObject({
      code: 1,
      err: 'There is no workflow "three".',
    });
  });

  it('a credential that is typed in is in no difference and no export, and a second apply says that it cannot be compared', async () => {
    const slack = `    - { id: tell, action: slack, params: { token: ${CANARY}, channel: "#c", text: hi } }\n`;
    write('a.yaml', document('one', { more: slack }));
    const outputs = [await cli('plan'), await cli('plan', '--json'), await cli('apply'), await cli('apply')];
    expect(outputs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(outputs[3]?.out).toContain('a.yaml:2:1: warning: A credential is typed in.');
    expect(outputs[3]?.out).toMatch(/Done: 1 unchanged\.$/);
    expect((await one('one')).version).toBe(1);
    const forced = await cli('apply', '--credentials');
    expect(forced.out).toContain('changed one (version 2)');

    rmSync(join(folder, 'a.yaml'));
    outputs.push(forced, await cli('export'), await typed(['export', '-f', '-', '--json'], env));
    const exported = readFileSync(join(folder, 'one.yaml'), 'utf8');
    expect(exported).toContain('{{secrets.inline-');
    expect(JSON.stringify([outputs, exported])).not.toContain('canary');
    expect((await cli('plan')).out).toBe('Plan: 0 to create, 0 to change, 0 to delete, 1 unchanged.');
  });

  it('prunes by the label that all documents have, only when told to, and nothing else', async () => {
    const labels = '{ managed-by: call-centre }';
    write('a.yaml', `${document('one', { labels })}---\n${document('two', { labels })}`);
    await cli('apply');
    mkdirSync(join(folder, 'other'));
    write('other/b.yaml', document('somebody-elses', { labels: '{ managed-by: sales }' }));
    await typed(['apply', '-f', join(folder, 'other')], env);
    rmSync(join(folder, 'other'), { recursive: true });
    write('a.yaml', document('one', { labels }));

    expect((await cli('apply')).out).toMatch(/Done: 1 unchanged\.$/);
    const prune = ['--prune', 'managed-by=call-centre'];
    expect((await cli('plan', ...prune)).out).toContain(
      'two will be deleted: no file has it any more, now version 1\n    -api',
    );
    expect((await cli('apply', ...prune)).out).toContain('kept two: --yes deletes it');
    expect((await stored()).map(({ name }) => name)).toEqual(['one', 'somebody-elses', 'two']);
    expect((await cli('apply', ...prune, '--yes')).out).toMatch(/deleted two\nDone: 1 deleted, 1 unchanged\.$/);
    expect((await stored()).map(({ name }) => name)).toEqual(['one', 'somebody-elses']);

    write('a.yaml', document('one'));
    const unowned = await cli('apply', ...prune, '--yes');
    expect(unowned.code).toBe(1);
    expect(unowned.out).toContain('a.yaml:4:24: error: --prune managed-by=call-centre asks for the label');
  });

  describe('when something happens in between', () => {
    let proxy: Server;
    let url: string;
    /** Is told of every write before it arrives; true: the gateway is gone, from now on. */
    let onWrite: (line: string) => Promise<boolean>;
    beforeEach(async () => {
      let gone = false;
      const pass = async (incoming: IncomingMessage, answer: ServerResponse) => {
        const line = `${incoming.method ?? ''} ${incoming.url ?? ''}`;
        const isWrite = !line.startsWith('GET') && !line.includes(':validate');
        gone ||= isWrite && (await onWrite(line));
        if (gone) return void incoming.socket.destroy();
        const { method, headers } = incoming;
        const onward = request(`${gateway.url}${incoming.url ?? ''}`, { method: method!, headers }, (reply) => {
          answer.writeHead(reply.statusCode ?? 500, reply.headers);
          reply.pipe(answer);
        });
        incoming.pipe(onward);
      };
      proxy = createServer((incoming, answer) => void pass(incoming, answer));
      proxy.listen(0, '127.0.0.1');
      await once(proxy, 'listening');
      url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    });
    afterEach(() => void proxy.close());

    it('keeps what somebody changed since it was compared, tells it, and goes on', async () => {
      write('a.yaml', `${document('one')}---\n${document('two')}`);
      await cli('apply');
      write('a.yaml', `${document('one', { minutes: 6 })}---\n${document('two', { minutes: 6 })}`);
      onWrite = async (line) => {
        const { id } = await one('one');
        if (line.includes(id)) await gateway.call(`POST /v1/workflows/${id}:disable`);
        return false;
      };
      const { code, out } = await cli('apply', '--server', url);
      expect(code).toBe(1);
      expect(out).toContain('failed one: Somebody changed it since it was compared, and that is kept. Run plan again.');
      expect(out).toMatch(/changed two \(version 2\)\nNot all is done: 1 changed, 1 failed\.$/);
      expect(await one('one')).toMatchObject({ version: 1, enabled: false });
    });

    it('tells what was done before the gateway went away, and what is left; applying again goes on', async () => {
      write('a.yaml', ['one', 'two', 'three'].map((name) => document(name)).join('---\n'));
      let writes = 0;
      onWrite = () => Promise.resolve((writes += 1) === 2);
      const { code, workflows, summary } = await json('apply', '--server', url);
      expect(code).toBe(1);
      expect(workflows).toMatchObject([
        { name: 'one', outcome: 'created', version: 1, file: join(folder, 'a.yaml').slice(folder.length + 1) },
        { name: 'two', outcome: 'failed', error: { code: 'unreachable' } },
        { name: 'three', outcome: 'not_tried' },
      ]);
      expect(summary).toMatchObject({ created: 1, failed: 1, not_tried: 1 });
      expect((await cli('apply')).out).toMatch(/created two .*\ncreated three .*\nDone: 2 created, 1 unchanged\.$/);
    });
  });

  it('says which scope is missing, and leaves the other documents planned', async () => {
    write('a.yaml', document('one'));
    const key = await gateway.key({ role: 'viewer' });
    const file = join(folder, 'key');
    writeFileSync(file, key, { mode: 0o600 });
    const { code, err, out } = await typed(['apply', '-f', join(folder, 'a.yaml'), '--api-key-file', file], env);
    expect(code).toBe(1);
    expect(`${out}${err}`).toMatch(/scope/);
    expect(await stored()).toEqual([]);
    expect(readdirSync(folder)).toEqual(['a.yaml', 'key']);
  });
});
