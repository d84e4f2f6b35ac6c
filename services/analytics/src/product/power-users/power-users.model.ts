import type { PowerUsersDefined } from '@assay/contracts';
import { dayOf } from '../../calendar/days.js';
import { selects } from '../model/select.js';
import { addTrailing, LONGEST_SPAN, SPANS } from '../model/trailing.js';
import type { UnitModel } from '../model/unit-model.js';
import type { PowerDay } from './power-day.js';
import { PowerWindow } from './power-window.js';

/** How much a unit uses, and which features. */
export function powerUsersModel({ uses, features }: PowerUsersDefined['data']): UnitModel<PowerDay> {
  const isUse = uses.map(selects);
  const isFeature = features.map(({ use }) => selects(use));
  return {
    reach: LONGEST_SPAN,
    pageOf: (seen) =>
      isUse.some((matches) => matches(seen)) || isFeature.some((matches) => matches(seen))
        ? dayOf(seen.time)
        : undefined,
    add([count, used] = [0, []], seen) {
      const own = isFeature.flatMap((matches, place) => (matches(seen) ? [place] : []));
      const all = [...new Set([...used, ...own])].sort((one, other) => one - other);
      return [count + (isUse.some((matches) => matches(seen)) ? 1 : 0), all];
    },
    count(change, add) {
      for (const span of SPANS) addTrailing(change, span, () => new PowerWindow(features.length), add);
    },
  };
}
