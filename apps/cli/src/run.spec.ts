import { describe, expect, it } from '@jest/globals';
import { commands } from './commands.js';
import { typed } from './world.spec-helper.js';

describe('help', () => {
  it('lists every command, and is wrong use when nothing was typed', async () => {
    const asked = await typed(['help']);
    expect(asked.code).toBe(0);
    for (const { name } of commands) expect(asked.out).toContain(`  ${name}  `);
    expect(await typed([])).toEqual({ code: 2, out: '', err: asked.out });
  });

  it.each(commands.map(({ name }) => name))('of %s shows its options and an example', async (name) => {
    const words = name.split(' ');
    const { code, out } = await typed([...words, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`Usage: hookswitch ${name}`);
    expect(out).toContain('--json');
    expect(out).toContain('With --json it prints:');
    for (const line of out.split('\n')) expect(line.length).toBeLessThan(140);
    expect(out).toMatch(/\n {2}hookswitch \w/);
    expect((await typed(['help', ...words])).out).toBe(out);
  });

  it('asks for no operand and no setting', async () => {
    expect((await typed(['runs', 'show', '-h'], { HOOKSWITCH_WRONG: 'x' })).code).toBe(0);
  });
});

describe('what is typed wrong ends with 2 and says what may have been meant', () => {
  it.each([
    [['topic', 'ensure'], 'There is no command "topic ensure". Did you mean topics ensure?'],
    [['topics'], 'There is no command "topics". There is topics ensure.'],
    [['runs', 'lst'], 'There is no command "runs lst". There is runs list, runs show, runs watch, runs cancel.'],
    [['xyzzy'], 'There is no command "xyzzy".'],
    [['runs', 'list', '--statsu', 'dead'], 'There is no option --statsu. Did you mean --status?'],
    [['runs', 'list', '-x'], 'There is no option -x.'],
    [['runs', 'list', '--status'], "Option '--status <value>' argument missing."],
    [['runs', 'list', 'dead'], '"dead" is one too many.'],
    [['runs', 'show'], 'RUN is missing.'],
    [['runs', 'show', 'a', 'b'], '"b" is one too many.'],
    [['explain'], 'EVENT is missing.'],
    ...['lint', 'plan', 'apply'].map((name) => [[name], '-f PATH is missing.'] as const),
    [['export'], '-f DIR is missing.'],
    [['plan', '-f', '.', '--prune', 'managed-by'], '--prune takes LABEL=VALUE'],
    [['plan', '-f', '.', '--detailed-exit-code'], 'Did you mean --detailed-exitcode?'],
    [['runs', 'watch'], 'RUN or --event is missing.'],
    [['runs', 'watch', 'r', '--event', 'e'], 'RUN does not go with --event.'],
    [['runs', 'watch', 'r', '--timeout', 'soon'], '--timeout takes a number of seconds above 0.'],
    [['runs', 'list', '--server', 'hooks.example.com'], '--server takes an address'],
    [['topics', 'ensure', '--server', 'http://x'], 'There is no option --server.'],
    [['events', 'publish', '--type', 'call.ended', '--sample', '--data', '{}'], '--data does not go with --sample.'],
    [['apply', '-f', '/does/not/exist.yaml'], '/does/not/exist.yaml does not exist.'],
    [['events', 'publish'], '--type is missing.'],
    [['events', 'publish', '--type', 'call.ended', '--data', '{'], '--data is no JSON:'],
    [
      ['events', 'publish', '--type', 'call.ended', '--data', '@/does/not/exist'],
      '--data: /does/not/exist cannot be read.',
    ],
    [['events', 'publish', '--type', 'call.ended', '--file', 'x.json'], '--file holds whole events'],
    [['secrets', 'keygen'], '--out FILE is missing.'],
    [['secrets', 'keygen', '--out', 'x', '--for', 'nobody'], '--for takes connector, rules or admin.'],
    [['secrets', 'keygen', '--out', 'x', '--for', 'admin', '--add'], '--add does not go with --for admin'],
    [['topics', 'ensure', '--connectors', 'http,SMS'], '"SMS" cannot be a connector type'],
    [['migrate', 'gateway'], '"gateway" is neither control nor recorder nor connector-TYPE.'],
    [['migrate', 'connector-'], '"connector-" is neither control nor recorder nor connector-TYPE.'],
  ])('%j', async (argv, sentence) => {
    const { code, out, err } = await typed(argv, { DATABASE_URL: 'postgres://db/x' });
    expect([code, out]).toEqual([2, '']);
    expect(err.split('\n')[0]).toContain(sentence);
  });

  it('also when a setting is wrong or missing', async () => {
    expect((await typed(['runs', 'list'], { HOOKSWITCH_ULR: 'x' })).err).toContain('did you mean HOOKSWITCH_URL?');
    expect(await typed(['topics', 'ensure'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('KAFKA_BROKERS is not set'),
    });
    expect(await typed(['migrate'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('DATABASE_URL is not set'),
    });
    const remote = { HOOKSWITCH_URL: 'https://hooks.example.com' };
    expect(await typed(['runs', 'list'], remote)).toMatchObject({
      code: 2,
      err: expect.stringContaining('HOOKSWITCH_API_KEY'),
    });
  });

  it('as JSON when --json is there', async () => {
    const { code, out, err } = await typed(['runs', 'list', '--statsu', '--json']);
    expect([code, out]).toEqual([2, '']);
    expect(JSON.parse(err)).toEqual({ error: { code: 'wrong_use', message: expect.stringContaining('--status?') } });
  });
});
