import type { EventType } from '../../catalogue/describe.js';
import { typeAt, type FieldType } from '../../catalogue/fields.js';
import type { Path } from '../../path.js';
import { joinPath } from '../../template/paths.js';
import type { Scope } from './context.js';

const ROOTS = ['event', 'steps', 'workflow', 'run'];
const EVENT_FIELDS = ['id', 'type', 'source', 'subject', 'time', 'properties'];
const CLOSED: Readonly<Record<string, readonly string[]>> = { workflow: ['id', 'name', 'version'], run: ['id'] };

interface Place {
  readonly pointer: string;
  /** A condition's field may be the clock, `now`. */
  readonly isField?: true;
  /** Whether `secrets.<name>` may stand here. */
  readonly secretsAllowed: boolean;
}

/** Reports a path that cannot mean anything (error) or that nobody describes (warning). */
export function checkPath(scope: Scope, path: Path, place: Place): void {
  const [root, ...rest] = path;
  const text = joinPath(path);
  if (root === 'event') return checkEventPath(scope, text, rest, place.pointer);
  if (root === 'steps') return checkStepPath(scope, text, rest, place.pointer);
  if (root === 'secrets') return checkSecretPath(scope, text, rest, place);
  if (root === 'now' && place.isField) {
    if (rest.length > 0) scope.report.error(place.pointer, 'unknown_path', '"now" is a time and has nothing below it.');
    return;
  }
  const closed = root === 'workflow' || root === 'run' ? CLOSED[root] : undefined;
  if (!closed) {
    const roots = [...ROOTS, place.isField ? 'now' : 'secrets'];
    const message = `"${text}" begins with none of ${roots.join(', ')}.${scope.report.hint(String(root), roots)}`;
    return scope.report.error(place.pointer, 'unknown_root', message);
  }
  if (rest.length === 1 && closed.includes(String(rest[0]))) return;
  const names = closed.map((name) => `${root}.${name}`);
  scope.report.error(place.pointer, 'unknown_path', `There is no "${text}".${scope.report.hint(text, names)}`);
}

function checkEventPath({ report, triggers }: Scope, text: string, rest: Path, pointer: string): void {
  const [field, ...below] = rest;
  if (field === undefined) return;
  if (!EVENT_FIELDS.includes(String(field))) {
    const names = EVENT_FIELDS.map((name) => `event.${name}`);
    // A data field named without `properties` is the likeliest slip.
    const meant = triggers.some((type) => typeAt(type.dataSchema, joinPath(rest)))
      ? [`event.properties.${joinPath(rest)}`]
      : names;
    const hint = meant.length === 1 ? ` Did you mean "${meant[0]}"?` : report.hint(text, names);
    return report.error(pointer, 'unknown_path', `There is no "${text}".${hint}`);
  }
  if (field !== 'properties') {
    if (below.length > 0) report.error(pointer, 'unknown_path', `"event.${field}" is text and has nothing below it.`);
    return;
  }
  if (below.length === 0 || triggers.length === 0) return;
  const path = joinPath(below);
  if (typesOf(triggers, path).length > 0) return;
  const known = triggers.flatMap((type) => type.fields.map((described) => described.path));
  const hint = report.hint(path, known).replace(' "', ' "event.properties.');
  const names = triggers.map((type) => type.name).join(', ');
  report.warning(pointer, 'unknown_path', `No field "${path}" is known for ${names}.${hint}`);
}

function checkStepPath(scope: Scope, text: string, rest: Path, pointer: string): void {
  const [name, part, ...below] = rest;
  const id = String(name ?? '');
  const step = scope.earlier.get(id);
  if (!step) {
    const isLater = scope.stepIds.has(id);
    const actions = [...scope.earlier].filter(([, { kind }]) => kind === 'action').map(([earlier]) => earlier);
    const why = isLater
      ? `Step "${id}" does not come before this one.`
      : `There is no step "${id}".${scope.report.hint(id, actions)}`;
    return scope.report.error(pointer, isLater ? 'step_not_earlier' : 'unknown_step', why);
  }
  if (step.kind !== 'action') {
    return scope.report.error(pointer, 'step_has_no_output', `Step "${id}" is a ${step.kind} and has no output.`);
  }
  if (part === 'output') {
    const output = step.manifest?.output;
    if (below.length === 0 || !output || typeAt(output, joinPath(below))) return;
    return scope.report.warning(
      pointer,
      'unknown_path',
      `The output of "${id}" has no field "${joinPath(below)}" that is known.`,
    );
  }
  if (part === 'status' && below.length === 0) return;
  const hint = scope.report.hint(text, [`steps.${id}.status`, `steps.${id}.output`]);
  scope.report.error(pointer, 'unknown_path', `A step has "status" and "output", so there is no "${text}".${hint}`);
}

function checkSecretPath(scope: Scope, text: string, rest: Path, place: Place): void {
  const [name, ...below] = rest;
  if (typeof name !== 'string' || below.length > 0) {
    const message = `A secret is named "secrets.<name>", not "${text}".`;
    return scope.report.error(place.pointer, 'secret_not_allowed_here', message);
  }
  if (!place.secretsAllowed) {
    return scope.report.error(place.pointer, 'secret_not_allowed_here', `Secrets may not be used here: "${text}".`);
  }
  if (!scope.context.secretExists(name)) {
    scope.report.error(place.pointer, 'unknown_secret', `There is no secret "${name}".`);
  }
}

/** Types that the trigger's event types give a path below `event.properties`, one per type that knows it. */
export const typesOf = (triggers: readonly EventType[], path: string): readonly FieldType[] =>
  triggers.flatMap((type) => typeAt(type.dataSchema, path) ?? []);
