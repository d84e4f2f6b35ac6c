import type { ScheduleExperiment } from '../experiment-command.js';
import type { ScheduleDto } from './plan.dto.js';

const utc = (instant: string): string => new Date(instant).toISOString();
const orNull = (instant: string | null | undefined): string | null =>
  instant === undefined || instant === null ? null : utc(instant);

/** The schedule that a request describes, in UTC. */
export const scheduleOf = ({
  startAt,
  endAt,
  ramp,
}: ScheduleDto): Pick<ScheduleExperiment, 'startAt' | 'endAt' | 'ramp'> => ({
  startAt: orNull(startAt),
  endAt: orNull(endAt),
  ramp: (ramp ?? []).map(({ at, trafficAllocation }) => ({ at: utc(at), trafficAllocation })),
});
