import type { Json } from '../../json.js';
import { ACTION_EVENTS } from '../document.js';
import { at, type Report } from './problem.js';
import { checkChoice, kindOf } from './shape.js';

/** Which ends of its actions a workflow makes known; `triggers`: canonical names of what it listens for. */
export function checkPublishes(report: Report, pointer: string, value: Json, triggers: readonly string[]): void {
  if (!Array.isArray(value)) {
    report.error(pointer, 'wrong_type', `This must be a list of event types, not ${kindOf(value)}.`);
    return;
  }
  const names = value as readonly Json[];
  if (names.length === 0) report.error(pointer, 'empty', 'Name at least one event type, or leave it out.');
  names.forEach((name, index) => {
    const place = at(pointer, index);
    checkChoice(report, place, name, ACTION_EVENTS);
    if (names.indexOf(name) < index) report.error(place, 'duplicate_event', 'This event type is already listed.');
    else if (typeof name === 'string' && triggers.includes(name)) {
      const text = `This workflow also listens for ${name}: it starts itself, until the hop limit makes the event a dead letter, unless a condition stops it.`;
      report.warning(place, 'triggers_itself', text);
    }
  });
}
