import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from '@hookswitch/platform';
import type { ConformanceResults } from './results-file.js';
import { CHECKS, type CheckResult } from './suite.js';

const ROOT = join(import.meta.dirname, '../../..');
const MARKS: Readonly<Record<CheckResult['result'], string>> = { passed: '✓', failed: '✗', not_applicable: '–' };

/** `docs/reference/conformance.md`: what the connectors of this project showed when they last ran the suite. */
export function conformanceReference(): string {
  const all = readResults();
  const names = all.map(({ connector, variant }) => (variant === undefined ? connector : `${connector}: ${variant}`));
  const rows = CHECKS.map(({ id, title }) => [
    `\`${id}\``,
    title,
    ...all.map(({ checks }) => markOf(checks.find((check) => check.id === id))),
  ]);
  return [
    '# Conformance',
    '',
    'Made from what the connectors showed when they ran [the suite](../../libs/conformance/README.md): do not edit. Every test run compares each',
    'connector with its file in `conformance/results` and fails where they differ; after a change run `npm run generate`. `echo` is',
    '[the example of a stranger’s connector](../../examples/connector-echo/README.md), built outside this repository. Google’s speech to text transcribes long',
    'recordings in jobs, and short ones within a request: both run.',
    '',
    '✓ passed · ✗ failed · – does not apply, for the reason below.',
    '',
    markdownTable(['check', 'what', ...names], rows),
    '',
    '## What does not apply',
    '',
    markdownTable(['connector', 'checks', 'because'], all.flatMap(reasonsOf)),
    '',
  ].join('\n');
}

function readResults(): readonly ConformanceResults[] {
  const owners = [
    ...readdirSync(join(ROOT, 'apps')).map((app) => join('apps', app)),
    join('examples', 'connector-echo'),
  ];
  return owners
    .map((owner) => join(ROOT, owner, 'conformance', 'results'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .sort()
        .map((file) => readFileSync(join(folder, file), 'utf8')),
    )
    .map((text) => JSON.parse(text) as ConformanceResults);
}

const markOf = (check: CheckResult | undefined): string => (check ? MARKS[check.result] : '✗');

function reasonsOf({ connector, variant, checks }: ConformanceResults): readonly (readonly string[])[] {
  const byReason = Map.groupBy(
    checks.filter(({ because }) => because !== undefined),
    ({ because = '' }) => because,
  );
  const name = variant === undefined ? connector : `${connector}: ${variant}`;
  return [...byReason].map(([because, group]) => [name, group.map(({ id }) => `\`${id}\``).join(', '), because]);
}
