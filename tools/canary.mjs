import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node, root } from './node-version.mjs';

/** What lint must refuse, one for each rule: a rule that never fires proves nothing. An import, or else a line of code. */
const forbidden = [
  ['libs/domain', '@hookswitch/messaging'],
  ['libs/domain', 'node:crypto'],
  ['libs/domain', undefined, 'export const used = () => Date.now();'],
  ['libs/domain', undefined, 'export const used = () => new Date();'],
  ['libs/domain', undefined, 'export const used = () => Math.random();'],
  ['libs/domain', undefined, 'export const used = () => process.env;'],
  ['libs/domain', undefined, "export const used = () => import('node:fs');"],
  ['libs/connector-sdk', '@hookswitch/persistence'],
  ['libs/connector-sdk', '@nestjs/common'],
  ['libs/messaging', '@hookswitch/persistence'],
  ['libs/messaging', '@nestjs/common'],
  ['libs/platform', 'kafkajs'],
  ['apps/rules', 'pg'],
  ['apps/rules', '@hookswitch/gateway'],
  ['apps/standalone', 'kafkajs'],
  ['libs/testing', '@hookswitch/domain'],
  ['apps/rules', '@hookswitch/connector-sdk/testing'],
  ['apps/connector-http', '@hookswitch/conformance'],
  ['libs/conformance', 'kafkajs'],
  ['libs/connector-sdk', '@hookswitch/platform/testing'],
  ['apps/connector-http', 'axios'],
  ['apps/connector-sms', 'node:https'],
  ['libs/connector-sdk', 'node:net'],
  ['libs/platform', 'node:dns/promises'],
  ['apps/gateway', undefined, "export const used = () => fetch('https://example.com');"],
  ['apps/gateway', undefined, "export const used = () => globalThis.fetch('https://example.com');"],
  ['apps/connector-stt', undefined, "export const used = () => import('node:https');"],
];
const rules = /enforce-module-boundaries|no-restricted-(imports|globals|properties|syntax)/;
const planted = [];
let missed = [];
try {
  forbidden.forEach(([project, target, code], index) => {
    const file = join(root, project, 'src', `canary-${index}.ts`);
    writeFileSync(file, code ?? `import * as planted from '${target}';\nexport const used = planted;\n`);
    planted.push(file);
  });
  const eslint = spawnSync(node, ['node_modules/.bin/eslint', '--format', 'json', ...planted], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const refused = new Set(
    JSON.parse(eslint.stdout)
      .filter(({ messages }) => messages.some(({ ruleId }) => rules.test(ruleId ?? '')))
      .map(({ filePath }) => filePath),
  );
  missed = forbidden.filter((_, index) => !refused.has(planted[index]));
} finally {
  for (const file of planted) rmSync(file, { force: true });
}
for (const [project, target, code] of missed) console.error(`lint lets ${project} ${code ?? `import ${target}`}`);
console.log(`${forbidden.length - missed.length} of ${forbidden.length} forbidden things are refused`);
process.exitCode = missed.length > 0 ? 1 : 0;
