import { dayOf } from '../../calendar/days.js';
import { SPANS } from '../model/trailing.js';
import type { UnitModel } from '../model/unit-model.js';
import { addActive } from '../usage/active-units.js';
import { addCohorts } from './cohort-lines.js';

/** The days on which a unit did something, ascending. */
type ActiveDays = readonly number[];

/** When a unit came, and on which days it came back. All its days are on one page. */
export const activityModel: UnitModel<ActiveDays> = {
  reach: 0,
  pageOf: (seen) => (seen.kind === 'interaction' ? 0 : undefined),
  add(days = [], { time }) {
    const day = dayOf(time);
    if (days.includes(day)) return days;
    return [...days, day].sort((one, other) => one - other);
  },
  count({ before, after }, add) {
    const change = { before: before.get(0) ?? [], after: after.get(0) ?? [] };
    for (const span of SPANS) addActive(change, span, add);
    addCohorts(change, add);
  },
};
