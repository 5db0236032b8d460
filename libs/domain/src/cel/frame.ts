import type { Scope } from '../template/types.js';
import { spend, type Meter } from './meter.js';
import { Fault, type CelValue } from './values.js';

/** What an expression sees: the event and the run, and the elements of the loops around it. */
export interface Frame {
  readonly scope: Scope;
  readonly meter: Meter;
  readonly element?: { readonly name: string; readonly value: CelValue; readonly outer: Frame['element'] };
}

export type Eval = (frame: Frame) => CelValue | Fault;

const STOPPED = new Fault('it takes too many steps');

/** Nothing is decided any more; whatever an expression gives then is not its value. */
export const isStopped = ({ meter }: Frame): boolean => meter.left < 0;

export const metered =
  (evaluate: Eval): Eval =>
  (frame) =>
    spend(frame.meter, 1) ? evaluate(frame) : STOPPED;

export const bind = ({ scope, meter, element }: Frame, name: string, value: CelValue): Frame => ({
  scope,
  meter,
  element: { name, value, outer: element },
});

export function elementOf({ element }: Frame, name: string): CelValue | Fault {
  for (let here = element; here; here = here.outer) if (here.name === name) return here.value;
  return new Fault(`there is no "${name}"`);
}
