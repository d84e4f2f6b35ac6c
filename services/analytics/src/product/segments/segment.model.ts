import { compileRule } from '@assay/bucketing';
import type { TargetingRule } from '@assay/bucketing';
import type { Micros } from '../../engine/state/micros.js';
import { plus, storableMicros, storedMicros } from '../../engine/state/micros.js';
import type { Observation } from '../../engine/state/observation.js';
import type { DayFigure } from '../model/by-day.js';
import { addByDay } from '../model/by-day.js';
import { dayOf } from '../../calendar/days.js';
import { addTrailing, LONGEST_SPAN, PresenceWindow, SPANS } from '../model/trailing.js';
import type { UnitModel } from '../model/unit-model.js';

/** What a unit did on a day with attributes that the segment's rule holds for. */
type SegmentDay = readonly [events: number, value: number | string];

export const SEGMENT = { units: 'units', events: 'events', value: 'value' } as const;

/**
 * What is done by those who belong to a segment, as the attributes of their interactions say.
 * @returns undefined for a rule that this version cannot read
 */
export function segmentModel(rule: TargetingRule): UnitModel<SegmentDay> | undefined {
  const holds = compileRule(rule);
  if (holds === undefined) return undefined;
  const isIn = (seen: Observation): boolean =>
    seen.kind === 'interaction' &&
    holds({ unit: '', attributes: seen.attributes ?? {}, segment: () => undefined });
  return {
    reach: LONGEST_SPAN,
    pageOf: (seen) => (isIn(seen) ? dayOf(seen.time) : undefined),
    add([events, value] = [0, 0], seen) {
      const micros: Micros = seen.kind === 'interaction' ? seen.micros : 0;
      return [events + 1, storableMicros(plus(storedMicros(value), micros))];
    },
    count(change, add) {
      addByDay(change, figuresOf, add);
      for (const span of SPANS) addTrailing(change, span, () => new PresenceWindow(SEGMENT.units), add);
    },
  };
}

const figuresOf = ([events, value]: SegmentDay): readonly DayFigure[] => [
  { figure: SEGMENT.events, amount: events },
  { figure: SEGMENT.value, amount: storedMicros(value) },
];
