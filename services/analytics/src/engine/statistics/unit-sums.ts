import { atMost, times } from '../state/micros.js';
import type { Micros } from '../state/micros.js';
import type { Factor } from '../state/moments.js';
import { MOMENTS } from '../state/moments.js';
import type { Places } from '../state/places.js';

/** How a unit's amounts of a metric are read. */
interface Counting {
  readonly places: Places;
  readonly cap: Micros | undefined;
  readonly denominatorCap: Micros | undefined;
  readonly moments: readonly number[];
}

interface CountedUnit {
  readonly values: readonly Micros[];
  readonly weight: number;
}

/** What a unit adds to each of the metric's sums. */
export function contributionOf(counting: Counting, unit: CountedUnit): readonly Micros[] {
  const { places, cap, denominatorCap, moments } = counting;
  const y = amountAt(unit.values, places.y, cap);
  if (moments.length === 2) return [y, times(y, y)];
  const amounts: Record<Factor, Micros> = {
    y,
    d: amountAt(unit.values, places.d, denominatorCap),
    x: amountAt(unit.values, places.x, cap),
    e: amountAt(unit.values, places.e, denominatorCap),
    w: unit.weight,
  };
  return moments.map((place) => {
    const [first = 'y', ...rest] = MOMENTS[place]?.factors ?? [];
    return rest.reduce<Micros>((product, factor) => times(product, amounts[factor]), amounts[first]);
  });
}

function amountAt(values: readonly Micros[], place: number | undefined, cap: Micros | undefined): Micros {
  const value = place === undefined ? 0 : (values[place] ?? 0);
  return cap === undefined ? value : atMost(value, cap);
}
