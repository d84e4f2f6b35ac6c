import type { FeatureDefined } from '@assay/contracts';
import { covariateMicros } from '../../engine/state/attributes.js';
import type { Micros } from '../../engine/state/micros.js';
import { plus } from '../../engine/state/micros.js';
import type { Observation } from '../../engine/state/observation.js';
import { addByDay } from '../model/by-day.js';
import { dayOf } from '../../calendar/days.js';
import { selects } from '../model/select.js';
import { addTrailing, LONGEST_SPAN, PresenceWindow, SPANS } from '../model/trailing.js';
import type { Pages, UnitModel } from '../model/unit-model.js';
import type { FeatureDay, Measure, StoredDay } from './feature-day.js';
import { MEASURES, readDay, storeDay } from './feature-day.js';
import { FeatureWindow, isUse, twoWindows, USED_IN_EITHER } from './feature-window.js';

/** What a unit did with a feature, day by day. */
export function featureModel(definition: FeatureDefined['data']): UnitModel<StoredDay> {
  const amountsOf = amountsBy(definition);
  return {
    reach: 2 * LONGEST_SPAN,
    pageOf: (seen) => (amountsOf(seen).length > 0 ? dayOf(seen.time) : undefined),
    add(page, seen) {
      const day: Record<Measure, Micros> = { ...readDay(page) };
      for (const [measure, amount] of amountsOf(seen)) day[measure] = plus(day[measure], amount);
      return storeDay(day);
    },
    count(stored, add) {
      const change = { ...stored, before: readDays(stored.before), after: readDays(stored.after) };
      addByDay(change, (day) => MEASURES.map((figure) => ({ figure, amount: day[figure] })), add);
      for (const span of SPANS) {
        addTrailing(change, span, () => new FeatureWindow(), add);
        addTrailing(change, twoWindows(span), () => new PresenceWindow(USED_IN_EITHER, isUse), add);
      }
    },
  };
}

const readDays = (pages: Pages<StoredDay>): Pages<FeatureDay> =>
  new Map([...pages].map(([day, stored]) => [day, readDay(stored)]));

type Amounts = readonly (readonly [Measure, Micros])[];

function amountsBy(definition: FeatureDefined['data']): (seen: Observation) => Amounts {
  const { view, use, complete, refer, convert, session } = definition;
  const counted = [
    ['views', selects(view)],
    ['uses', selects(use)],
    ['completions', selects(complete)],
    ['referrals', selects(refer)],
    ['conversions', selects(convert)],
    ['sessions', selects(session)],
  ] as const;
  return (seen) => {
    if (seen.kind !== 'interaction') return [];
    return counted.flatMap(([measure, matches]): Amounts => {
      if (!matches(seen)) return [];
      if (measure === 'conversions')
        return [
          [measure, 1],
          ['revenue', seen.micros],
        ];
      if (measure === 'sessions' && session !== undefined)
        return [
          [measure, 1],
          ['seconds', covariateMicros(seen.attributes, session.attribute)],
        ];
      return [[measure, 1]];
    });
  };
}
