import type { AddLine } from '../model/unit-model.js';

export const ACTIVE = 'active';

/**
 * The windows of a length in which a unit was active: one for each day they may end with, written as where that
 * begins and ends.
 * @param days on which it was active, ascending
 */
export function addActive(days: readonly number[], span: number, add: AddLine): void {
  days.forEach((day, place) => {
    const before = days[place - 1];
    const after = days[place + 1];
    if (before === undefined || before + span < day) add({ span, day, figure: ACTIVE }, 1);
    if (after === undefined || day + span < after) add({ span, day: day + span, figure: ACTIVE }, -1);
  });
}
