import { compileRule } from '@assay/bucketing';
import type { TargetingRule } from '@assay/bucketing';
import type { Micros } from '../../engine/state/micros.js';
import { plus, storedMicros } from '../../engine/state/micros.js';
import type { Observation } from '../../engine/state/observation.js';
import { dayOf } from '../model/days.js';
import { addTrailing, SPANS, LONGEST_SPAN } from '../model/trailing.js';
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
      const sum = plus(storedMicros(value), micros);
      return [events + 1, typeof sum === 'number' ? sum : sum.toString()];
    },
    count(pages, add) {
      for (const [day, [events, value]] of pages) {
        add({ span: 0, day, figure: SEGMENT.events }, events);
        add({ span: 0, day, figure: SEGMENT.value }, storedMicros(value));
      }
      for (const span of SPANS) addTrailing(pages, span, () => new Map([[SEGMENT.units, 1]]), add);
    },
  };
}
