import { resolveTrigger } from '../../catalogue/catalogue.js';
import type { EventType } from '../../catalogue/describe.js';
import type { Json } from '../../json.js';
import { MAX_TRIGGERS } from './limits.js';
import { at, type Report } from './problem.js';
import { checkObject, kindOf, own } from './shape.js';

/** The known event types that the workflow listens for. */
export function checkTrigger(
  report: Report,
  pointer: string,
  value: Json | undefined,
  eventTypes: readonly EventType[],
): readonly EventType[] {
  const trigger = checkObject(report, pointer, value, { required: ['events'] });
  const events = trigger && own(trigger, 'events');
  if (events === undefined) return [];
  const list = at(pointer, 'events');
  if (!Array.isArray(events)) {
    report.error(list, 'wrong_type', `This must be a list of event types, not ${kindOf(events)}.`);
    return [];
  }
  if (events.length === 0) report.error(list, 'empty', 'Name at least one event type.');
  if (events.length > MAX_TRIGGERS) report.error(list, 'too_many', `Name at most ${MAX_TRIGGERS} event types.`);
  const seen = new Set<string>();
  return (events as readonly Json[]).flatMap((name, index) => {
    const type = checkEvent(report, at(list, index), name, eventTypes);
    if (type === undefined) return [];
    if (seen.has(type.name)) report.error(at(list, index), 'duplicate_trigger', `"${type.name}" is already listed.`);
    seen.add(type.name);
    return [type];
  });
}

function checkEvent(
  report: Report,
  pointer: string,
  name: Json,
  eventTypes: readonly EventType[],
): EventType | undefined {
  if (typeof name !== 'string') {
    report.error(pointer, 'wrong_type', `An event type is text, not ${kindOf(name)}.`);
    return undefined;
  }
  const canonical = resolveTrigger(name);
  const type = eventTypes.find((candidate) => candidate.name === canonical || candidate.aliases.includes(name));
  if (type) return type;
  const hint = report.hint(
    name,
    eventTypes.flatMap((candidate) => [candidate.name, ...candidate.aliases]),
  );
  report.error(pointer, 'unknown_trigger', `There is no event type "${name}".${hint}`);
  return undefined;
}
