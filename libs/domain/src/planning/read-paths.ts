import { conditionPaths } from '../condition/compile.js';
import type { Path } from '../path.js';
import { templatePaths } from '../template/paths.js';
import { isAction, isCondition, type Step } from '../workflow/document.js';
import type { ActionPlan } from '../workflow/record.js';

/** Where steps look: below `event.properties`, and below `steps`. */
export interface ReadPaths {
  readonly properties: readonly Path[];
  readonly steps: readonly Path[];
}

const PROPERTIES = ['event', 'properties'] as const;

export function readPaths(steps: readonly Step[], actions: Readonly<Record<string, ActionPlan>>): ReadPaths {
  const paths = steps.flatMap((step) => pathsOf(step, actions));
  return {
    properties: paths.flatMap((path) => below(path, PROPERTIES)),
    steps: paths.flatMap((path) => below(path, ['steps'])),
  };
}

function pathsOf(step: Step, actions: Readonly<Record<string, ActionPlan>>): readonly Path[] {
  if (isCondition(step)) return conditionPaths(step.condition);
  if (!isAction(step)) return [];
  const fields = Object.hasOwn(actions, step.id) ? (actions[step.id]?.eventFields ?? []) : [];
  return [...templatePaths(step.params), ...fields.map((field) => [...PROPERTIES, field])];
}

/** The path below a root; the whole root when the path ends above it. */
function below(path: Path, root: Path): readonly Path[] {
  const shared = Math.min(path.length, root.length);
  const inside = shared > 0 && root.slice(0, shared).every((segment, index) => segment === path[index]);
  return inside ? [path.slice(root.length)] : [];
}
