import type { CompiledSlot } from '../state/compiled-slot.js';
import { decimalOf } from '../state/micros.js';
import { MOMENTS, momentsOf } from '../state/moments.js';
import type { MetricRow } from './statistics-rows.js';
import { isEmpty } from './statistics-rows.js';

/**
 * Where the numbers of a definition lie among the sums of a stratum, from 1: that of its units, then all of `MOMENTS`;
 * null for those that it does not need. Sums by weight have their places in every experiment: it may become a bandit.
 */
export function sumPlaces({
  sumsAt,
  places,
}: Pick<CompiledSlot, 'sumsAt' | 'places'>): readonly (number | null)[] {
  const kept = momentsOf(places, true);
  return [
    sumsAt,
    ...MOMENTS.map((_, moment) => (kept.includes(moment) ? sumsAt + 1 + kept.indexOf(moment) : null)),
  ];
}

/** What changes among the sums of a stratum. */
export function sumChanges(rows: Iterable<MetricRow>): {
  readonly places: readonly number[];
  readonly amounts: readonly (number | string)[];
} {
  const places: number[] = [];
  const amounts: (number | string)[] = [];
  for (const row of rows) {
    if (isEmpty(row)) continue;
    const { sumsAt, moments } = row.slot;
    places.push(sumsAt);
    amounts.push(row.n);
    moments.forEach((moment, index) => {
      places.push(sumsAt + 1 + index);
      amounts.push(decimalOf(row.amounts[index] ?? 0, MOMENTS[moment]?.decimals ?? 0));
    });
  }
  return { places, amounts };
}
