import type { EventSelector } from '@assay/contracts';
import { matcherOf } from '../../engine/state/compiled-slot.js';
import type { Interaction, Observation } from '../../engine/state/observation.js';

type Selects = (seen: Observation) => seen is Interaction;

/** Whether an observation is an interaction that the selector means; none where there is no selector. */
export function selects(selector: EventSelector | undefined): Selects {
  if (selector === undefined) return (_seen): _seen is Interaction => false;
  const { event } = selector;
  const matches = matcherOf(selector.where);
  return (seen): seen is Interaction =>
    seen.kind === 'interaction' && seen.name === event && (matches?.(seen) ?? true);
}
