import type { FunnelDefined } from '@assay/contracts';
import type { Observation } from '../../engine/state/observation.js';
import { dayOf, startOfDay } from '../../calendar/days.js';
import { selects } from '../model/select.js';
import { addTrailing, LONGEST_SPAN, SPANS } from '../model/trailing.js';
import type { Pages, UnitModel } from '../model/unit-model.js';
import type { Course } from './attempts.js';
import { attemptsOf } from './attempts.js';
import type { Seen } from './funnel-arm.js';
import { armAt, withSeen } from './funnel-arm.js';
import type { ArmedAttempt } from './funnel-window.js';
import { FunnelWindow } from './funnel-window.js';

/** The exposures of the unit to the funnel's experiment lie on a page of their own. */
const EXPOSURES = -1_000_000;
/** How many events of a step count on a day: the earliest ones. */
const MOST_TIMES = 20;
const HOURS_PER_DAY = 24;
const MS_PER_HOUR = 3_600_000;

/** On the day of each step: milliseconds since the day began, ascending. On the page of exposures: what was seen. */
type FunnelPage = readonly (readonly number[])[] | readonly Seen[];

/** How far a unit comes along the steps, day by day. */
export function funnelModel(definition: FunnelDefined['data']): UnitModel<FunnelPage> {
  const { steps, windowHours, experiment } = definition;
  const matchers = steps.map(selects);
  const windowMs = windowHours * MS_PER_HOUR;
  /** How many days before its page an attempt may begin. */
  const windowDays = Math.ceil(windowHours / HOURS_PER_DAY);
  const stepsOf = (seen: Observation): readonly number[] =>
    matchers.flatMap((matches, step) => (matches(seen) ? [step] : []));
  return {
    reach: LONGEST_SPAN + windowDays,
    fixedPage: EXPOSURES,
    pageOf(seen) {
      if (seen.kind === 'exposure') return seen.experiment === experiment ? EXPOSURES : undefined;
      return stepsOf(seen).length > 0 ? dayOf(seen.time) : undefined;
    },
    add(page, seen) {
      if (seen.kind === 'exposure') return withSeen((page ?? []) as readonly Seen[], seen);
      const times = (page ?? steps.map(() => [])) as readonly (readonly number[])[];
      const own = stepsOf(seen);
      const time = seen.time - startOfDay(dayOf(seen.time));
      return times.map((known, step) => (own.includes(step) ? withTime(known, time) : known));
    },
    count({ before, after, from, to }, add) {
      const attempts = (pages: Pages<FunnelPage>) => armedAttempts(pages, { steps, windowMs });
      const change = { before: attempts(before), after: attempts(after), from: from - windowDays, to };
      const all = [...change.before.values(), ...change.after.values()];
      const arms = [...new Set(all.flatMap(({ arm }) => arm ?? []))].sort();
      for (const span of SPANS) addTrailing(change, span, () => new FunnelWindow(steps.length, arms), add);
    },
  };
}

/** The attempts by the day they began on, with the variant that the unit was in. */
function armedAttempts(pages: Pages<FunnelPage>, course: Course): Pages<ArmedAttempt> {
  const seen = (pages.get(EXPOSURES) ?? []) as readonly Seen[];
  const attempts = attemptsOf(timesByStep(pages, course.steps.length), course);
  return new Map([...attempts].map(([day, one]) => [day, { ...one, arm: armAt(seen, one.start) }]));
}

const withTime = (times: readonly number[], time: number): readonly number[] =>
  [...times, time].sort((one, other) => one - other).slice(0, MOST_TIMES);

/** The times of each step over all days, ascending. */
function timesByStep(pages: Pages<FunnelPage>, steps: number): readonly (readonly number[])[] {
  const times = Array.from({ length: steps }, (): number[] => []);
  const days = [...pages.keys()].filter((page) => page !== EXPOSURES).sort((one, other) => one - other);
  for (const day of days) {
    const page = pages.get(day) as readonly (readonly number[])[];
    page.forEach((own, step) => times[step]?.push(...own.map((time) => startOfDay(day) + time)));
  }
  return times;
}
