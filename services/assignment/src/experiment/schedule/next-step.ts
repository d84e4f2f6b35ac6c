import type { ExistingExperiment, Schedule } from '../experiment-state.js';

interface Step<Kind extends string> {
  readonly kind: Kind;
  /** Distinct within its schedule: what the id of its event follows from. */
  readonly name: string;
  readonly at: string;
}

export type ScheduleStep =
  | Step<'start'>
  | Step<'end'>
  | (Step<'ramp'> & { readonly trafficAllocation: number; readonly rampStep: number });

/** The last step of the ramp that is due, else the first that is still to come: missed steps are one. */
function rampStep({ ramp, rampDone }: Schedule, now: number): ScheduleStep | undefined {
  const waiting = ramp.map((step, index) => ({ ...step, place: index + 1 })).slice(rampDone);
  const step = waiting.filter(({ at }) => Date.parse(at) <= now).at(-1) ?? waiting[0];
  if (step === undefined) return undefined;
  const { at, trafficAllocation, place } = step;
  return { kind: 'ramp', name: `ramp ${String(place)}`, at, trafficAllocation, rampStep: place };
}

/**
 * What happens next by itself; undefined where nothing does.
 * @param now milliseconds since 1970; of several steps that were missed, the last one counts
 */
export function nextStep(
  { schedule, status }: Pick<ExistingExperiment, 'schedule' | 'status'>,
  now: number,
): ScheduleStep | undefined {
  if (schedule === null || schedule.refused !== null) return undefined;
  const { startAt, endAt } = schedule;
  if (status === 'scheduled')
    return startAt === null ? undefined : { kind: 'start', name: 'start', at: startAt };
  if (status !== 'running' && status !== 'paused') return undefined;
  return rampStep(schedule, now) ?? (endAt === null ? undefined : { kind: 'end', name: 'end', at: endAt });
}

/** When something next happens by itself. */
export const nextDueAt = (experiment: Pick<ExistingExperiment, 'schedule' | 'status'>): string | null =>
  nextStep(experiment, Number.NEGATIVE_INFINITY)?.at ?? null;
