import type { Json } from '@hookswitch/domain';
import { Api } from '../api/api.js';
import type { Command, Report } from '../command.js';
import { painter, type Paint } from '../paint.js';
import { visible } from '../table.js';
import { applyPlan, OUTCOMES, type Applied, type Outcome } from '../workflows/apply-plan.js';
import { readDocuments } from '../workflows/documents.js';
import { FILES, FINDING_JSON, pathsOf } from '../workflows/files-option.js';
import { findingJson, findingLines } from '../workflows/finding.js';
import { ownerOf, planDocuments } from '../workflows/plan.js';
import { findingsReport, planJson, planLines } from '../workflows/show-plan.js';

export const apply: Command = {
  name: 'apply',
  operands: [],
  summary: 'Create or change workflows so that they are what files say; others are left alone.',
  notes: [
    'First all files are read, checked and compared, and the differences are shown, as plan does; when a document is refused nothing is changed. Then workflow after workflow is saved, based on the state that was compared: what somebody changed in between is kept, and told. Applying the same files again does nothing.',
    'When the gateway goes away in the middle, what was done until then is told, with what is left; apply again to go on.',
    '--prune LABEL=VALUE is how workflows go whose files are gone: those with this label that stand in no file. Every document has to have the label, so that it says to whom a workflow belongs. They are shown only, unless --yes is there too.',
  ],
  usesGateway: true,
  json: `{workflows: [{name, outcome: "created" | "changed" | "deleted" | "unchanged" | "kept" | "failed" | "not_tried", file?, line?, id?, version?, difference: [LINE], error?: {code, message}, findings: [${FINDING_JSON}]}], summary: {created, changed, deleted, unchanged, kept, failed, not_tried}}; what plan prints with --dry-run, and when a document is refused`,
  options: {
    ...FILES,
    message: { type: 'string', short: 'm', value: 'TEXT', description: 'Why: stands with the new versions.' },
    'dry-run': { type: 'boolean', description: 'Change nothing: the same as plan.' },
    prune: {
      type: 'string',
      value: 'LABEL=VALUE',
      description: 'Delete workflows with this label that no file has any more; needs --yes.',
    },
    yes: { type: 'boolean', description: 'Really delete what --prune finds.' },
    credentials: { type: 'boolean', description: 'Send typed-in credentials again: they cannot be compared.' },
  },
  examples: [
    'apply -f workflows/',
    'apply -f text-missed-callers.yaml -m "be nicer"',
    'apply -f workflows/ --prune managed-by=call-centre --yes',
  ],
  async run({ options, config, world }) {
    const prune = ownerOf(options.text('prune'));
    const { documents, findings } = await readDocuments(pathsOf(options), world);
    const paint = painter(world.colours);
    if (findings.length > 0) return findingsReport(findings, paint);
    const api = await Api.of(config);
    const credentials = options.flag('credentials');
    const planned = await planDocuments(api, documents, { ...(prune && { prune }), credentials });
    const refused = planned.some(({ action }) => action === 'refused');
    const shown = planLines(planned, paint);
    if (refused || options.flag('dry-run')) {
      const why = refused ? ['Nothing was changed.'] : [];
      return { json: planJson(planned), lines: [...shown, ...why], failed: refused };
    }
    // Told as it happens: whatever ends this, what was done can be read above.
    const say = (lines: readonly string[]) => {
      if (!options.flag('json') && lines.length > 0) world.print(lines.join('\n'));
    };
    say(shown);
    const applied = await applyPlan(api, planned, {
      message: options.text('message'),
      deletes: options.flag('yes'),
      onApplied: (one) => say(appliedLines(one, paint)),
    });
    return reportOf(applied);
  },
};

function reportOf(applied: readonly Applied[]): Report {
  const counts = countsOf(applied);
  const told = OUTCOMES.filter((outcome) => counts[outcome] > 0).map(
    (outcome) => `${counts[outcome]} ${words(outcome)}`,
  );
  const failed = counts.failed + counts.not_tried > 0;
  return {
    json: { workflows: applied.map(jsonOf), summary: counts },
    lines: [`${failed ? 'Not all is done' : 'Done'}: ${told.join(', ')}.`],
    failed,
  };
}

const words = (outcome: Outcome): string => outcome.replace('_', ' ');

function appliedLines({ planned, outcome, version, error, findings }: Applied, paint: Paint): readonly string[] {
  const name = visible(planned.name);
  if (outcome === 'unchanged') return [];
  if (outcome === 'kept') return [`kept ${name}: --yes deletes it`];
  if (outcome === 'deleted') return [`deleted ${name}`];
  if (outcome === 'not_tried') return [`${paint('yellow', 'not tried')} ${name}`];
  if (error === undefined) return [`${outcome} ${name} (version ${version ?? '?'})`];
  const head = `${paint('red', 'failed')} ${name}: ${visible(error.message)}`;
  return [head, ...findings.flatMap((finding) => findingLines(finding, paint))];
}

function jsonOf({ planned, outcome, id, version, error, findings }: Applied): Json {
  const { name, written, difference } = planned;
  return {
    name,
    outcome,
    ...(written && { file: written.file, line: written.line }),
    ...(id !== undefined && { id }),
    ...(version !== undefined && { version }),
    difference,
    ...(error && { error }),
    findings: [...planned.findings, ...findings].map(findingJson),
  };
}

const countsOf = (applied: readonly Applied[]): Readonly<Record<Outcome, number>> =>
  Object.fromEntries(
    OUTCOMES.map((outcome) => [outcome, applied.filter((one) => one.outcome === outcome).length]),
  ) as Record<Outcome, number>;
