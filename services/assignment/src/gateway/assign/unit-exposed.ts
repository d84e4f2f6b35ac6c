import { newEvent, timeOrderedId, UnitExposed } from '@assay/contracts';
import type { Exposure } from './assignment-answer.js';
import type { Caller } from './unit-assigned.js';

const dayOf = (time: string): string => time.slice(0, 'YYYY-MM-DD'.length);

/** One name for all exposures of a unit to one run on one UTC day. */
export const exposureName = (
  { project }: Caller,
  { unit, experiment, run, time }: Pick<Exposure, 'unit' | 'experiment' | 'run' | 'time'>,
): string => JSON.stringify([project, unit, experiment, run, dayOf(time)]);

/**
 * The event of an exposure that the gateway records itself. Whichever process records it, all exposures of a unit to
 * one run on one UTC day have one id, which sorts by that day: they count once.
 */
export function unitExposed(caller: Caller, exposure: Exposure): UnitExposed {
  const { time, unit, experiment, variant, run, phase, reason, propensity, revision } = exposure;
  const id = timeOrderedId(Date.parse(dayOf(time)), 'gateway-exposure', exposureName(caller, exposure));
  const { project, actor } = caller;
  return newEvent(
    UnitExposed,
    { id, source: 'assignment', subject: unit, time, project, actor, correlationid: id },
    { unit, experiment, run, phase, variant, reason, propensity, revision, receivedAt: time },
  );
}
