import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { typed } from '../world.spec-helper.js';

const DOCUMENT = `apiVersion: hookswitch.io/v1
kind: Workflow
metadata: { name: x }
spec:
  enabled: true
  trigger: { events: [call.ended] }
  steps:
    - id: crm
      action: of-a-plug-in
      connection: any
      params: { anything: "{{event.properties.external_number}}", key: "{{secrets.crm}}" }
    - id: vip
      condition: { field: steps.crm.output.body.vip, operator: is_true }
`;

describe('lint without a gateway', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lint-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const lint = async (text: string, ...more: readonly string[]) => {
    writeFileSync(join(folder, 'f.yaml'), text);
    const { code, out } = await typed(['lint', '-f', folder, '--offline', ...more], {});
    return { code, out: out.replaceAll(`${folder}/`, '') };
  };

  it('has nothing against what only a gateway can know', async () => {
    expect(await lint(DOCUMENT)).toEqual({
      code: 0,
      out: '1 document, 0 errors, 0 warnings; checked without a gateway.',
    });
  });

  it.each([
    [
      'the shape',
      ['enabled: true', 'enabld: true'],
      'f.yaml:5:3: error: There is no field "enabld" here. Did you mean "enabled"?',
    ],
    ['triggers', ['call.ended', 'call.endet'], 'f.yaml:6:23: error: There is no event type "call.endet".'],
    ['conditions', ['is_true', 'is_ture'], 'f.yaml:13:64: error: There is no operator "is_ture".'],
    ['templates', ['external_number}}', 'external_number | uper}}'], 'f.yaml:11:27: error: There is no filter "uper"'],
    ['paths', ['{{event.properties', '{{evnt.properties'], 'f.yaml:11:27: error: '],
    ['steps', ['steps.crm.output', 'steps.crn.output'], 'f.yaml:13:27: error: There is no step "crn".'],
  ])('finds what is wrong with %s', async (_what, [from = '', to = ''], finding) => {
    const { code, out } = await lint(DOCUMENT.replace(from, to));
    expect(code).toBe(1);
    expect(out).toContain(finding);
  });

  it('takes an event type of an object that the catalogue does not have for one of your own, with a warning', async () => {
    const own = DOCUMENT.replace('call.ended', 'door.opened');
    const { code, out } = await lint(own);
    expect(code).toBe(0);
    expect(out).toContain('f.yaml:6:23: warning: There is no event type "door.opened".');
    expect((await lint(own, '--strict')).code).toBe(1);
  });

  it('tells everything that is wrong in all files at once', async () => {
    writeFileSync(join(folder, 'a.yaml'), 'a: [\n');
    const { code, out } = await lint(DOCUMENT.replace('is_true', 'is_ture'), '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      documents: 1,
      checkedBy: 'offline',
      findings: [
        { code: 'malformed_yaml', severity: 'error', line: 2 },
        { code: 'unknown_operator', severity: 'error', pointer: '/spec/steps/1/condition/operator', workflow: 'x' },
      ],
    });
  });

  it('is what happens when there is no key, or nobody answers', async () => {
    writeFileSync(join(folder, 'f.yaml'), DOCUMENT);
    const argv = ['lint', '-f', folder];
    const remote = 'http://hooks.example.com';
    expect((await typed(argv, { HOOKSWITCH_URL: remote })).out).toMatch(/without a gateway: there is no API key\.$/);
    const closed = { HOOKSWITCH_URL: 'http://127.0.0.1:9', HOOKSWITCH_API_KEY: 'hks_x' };
    expect(await typed(argv, closed)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/without a gateway: http:\/\/127\.0\.0\.1:9 does not answer\.$/),
    });
  });
});
