import type { Judgement, Level } from '../judgement.js';
import type { ActiveHours } from './active-hours.js';
import { isActive } from './active-hours.js';
import type { WatchedExperiment } from './watched-experiments.js';

export const NO_EVENTS = 'no-events';

const HOUR_MS = 3_600_000;

/** Times in milliseconds since 1970. */
interface Heard {
  /** The last event of a unit in the run; null when there was none. */
  readonly lastEvent: number | null;
  /** Up to when everything is known. */
  readonly completeTo: number | null;
}

/**
 * Is nothing heard of a running experiment for an hour? The hour has to lie in the active hours as a whole, and all
 * of it has to be known: what a read model that is behind has not seen is no silence.
 */
export function judgeSilence(
  { project, experiment }: WatchedExperiment,
  { lastEvent, completeTo }: Heard,
  { now, hours }: { readonly now: number; readonly hours: ActiveHours },
): Judgement {
  const since = Math.max(lastEvent ?? -Infinity, Date.parse(experiment.runningSince ?? ''));
  const silentHours = (now - since) / HOUR_MS;
  const expected = isActive(hours, now) && isActive(hours, now - HOUR_MS);
  const isKnown = completeTo !== null && completeTo >= since + HOUR_MS;
  const last = lastEvent === null ? 'never' : `at ${new Date(lastEvent).toISOString()}`;
  return {
    level: levelOf(silentHours, expected && isKnown),
    reading: {
      project,
      rule: NO_EVENTS,
      subject: experiment.key,
      severity: 'critical',
      message: `${experiment.key} is running since ${experiment.runningSince ?? ''}; its units were last heard of ${last}`,
      value: Math.floor(silentHours * 100) / 100,
      limit: 1,
      experiment: experiment.key,
      ...(experiment.run === null ? {} : { run: experiment.run }),
    },
  };
}

const levelOf = (silentHours: number, isExpected: boolean): Level => {
  if (silentHours < 1) return 'calm';
  return isExpected ? 'breached' : 'between';
};
