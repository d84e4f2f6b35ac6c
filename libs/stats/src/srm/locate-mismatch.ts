import { holmAdjust } from '../multiple-testing/adjust-p-values.js';
import { SRM_ALARM } from './sequential-sample-ratio.js';
import type { PhaseCounts } from './srm-by-phase.js';
import { srmByPhase } from './srm-by-phase.js';

/** Counts and weights of one phase. */
export interface NumberedPhaseCounts extends PhaseCounts {
  readonly phase: number;
}

/** Units with one value of an attribute, by phase of first exposure; units without it are a value too. */
export interface AttributeCounts {
  readonly attribute: string;
  readonly value: string;
  readonly phases: readonly NumberedPhaseCounts[];
}

export interface LocatedMismatch {
  readonly attribute: string;
  readonly value: string;
  readonly units: number;
  /** Units of each arm over those expected, minus 1; null for an arm that should get none. */
  readonly deviations: readonly (number | null)[];
  readonly pValue: number | null;
  /** By Holm, over all values of all attributes. */
  readonly adjustedP: number | null;
  /** Of the other values of the attribute together: sound, when this value carries the mismatch alone. */
  readonly pValueOfRest: number | null;
  /** Mismatched by itself, and the rest is sound without it. */
  readonly carries: boolean;
}

/**
 * Which value of which attribute carries a sample ratio mismatch?
 *
 * A mismatch has a cause, and the cause usually has a place: a browser that loses an arm, a country that is
 * redirected. Every value is tested against the weights of its phases, adjusted for the number of values.
 * @param values units by attribute value and phase, arms in the same order throughout
 * @param alarm p-value at or below which a split is wrong; .01 by default
 * @returns every value, the most suspicious first
 * @throws StatsError for negative counts or weights, or lists of different lengths
 * @see https://exp-platform.com/Documents/2019_KDDFabijanGupchupFuptaOmhoverVermeerDmitriev.pdf
 * @example
 * locateMismatch([{ attribute: 'browser', value: 'x', phases: [{ phase: 1, counts: [900, 100], weights: [1, 1] }] }])[0].deviations // [0.8, -0.8]
 */
export function locateMismatch(
  values: readonly AttributeCounts[],
  alarm: number = SRM_ALARM,
): readonly LocatedMismatch[] {
  const looks = values.map(({ phases }) => srmByPhase(phases));
  const tested = looks.flatMap(({ pValue }, i) => (pValue === null ? [] : [{ pValue, i }]));
  const holm = holmAdjust(tested.map(({ pValue }) => pValue));
  const adjusted = new Map(tested.map(({ i }, place) => [i, holm[place] ?? null]));
  const located = values.map((entry, i) => {
    const pValueOfRest = srmByPhase(restOf(values, entry)).pValue;
    const adjustedP = adjusted.get(i) ?? null;
    const isWrong = adjustedP !== null && adjustedP <= alarm;
    return {
      attribute: entry.attribute,
      value: entry.value,
      ...sizeOf(entry),
      pValue: looks[i]?.pValue ?? null,
      adjustedP,
      pValueOfRest,
      carries: isWrong && (pValueOfRest === null || pValueOfRest > alarm),
      chi2: looks[i]?.chi2 ?? 0,
    };
  });
  return located.sort(bySuspicion).map(({ chi2: _chi2, ...entry }) => entry);
}

type Ranked = LocatedMismatch & { readonly chi2: number };

/** Tails too small for a double are told apart by chi-squared; ties by name, so that the order is always the same. */
function bySuspicion(a: Ranked, b: Ranked): number {
  const names = [a, b].map(({ attribute, value }) => `${attribute}\u0000${value}`);
  return (
    (a.pValue ?? 2) - (b.pValue ?? 2) || b.chi2 - a.chi2 || ((names[0] ?? '') < (names[1] ?? '') ? -1 : 1)
  );
}

function restOf(values: readonly AttributeCounts[], entry: AttributeCounts): readonly NumberedPhaseCounts[] {
  const others = values.filter((other) => other !== entry && other.attribute === entry.attribute);
  const phases = new Map<number, NumberedPhaseCounts>();
  for (const next of others.flatMap((other) => other.phases)) {
    const known = phases.get(next.phase);
    const counts = next.counts.map((count, arm) => count + (known?.counts[arm] ?? 0));
    phases.set(next.phase, { ...next, counts });
  }
  return [...phases.values()];
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0);

/** Units in arms that should get some, and how far each arm is from its share. */
function sizeOf({ phases }: AttributeCounts): Pick<LocatedMismatch, 'units' | 'deviations'> {
  const arms = Math.max(0, ...phases.map(({ counts }) => counts.length));
  const observed = Array.from({ length: arms }, (_, arm) =>
    total(phases.map(({ counts }) => counts[arm] ?? 0)),
  );
  const expected = Array.from({ length: arms }, (_, arm) =>
    total(phases.map((phase) => expectedOf(phase, arm))),
  );
  return {
    units: total(observed),
    deviations: observed.map((units, arm) => {
      const share = expected[arm] ?? 0;
      return share === 0 ? null : units / share - 1;
    }),
  };
}

function expectedOf({ counts, weights }: PhaseCounts, arm: number): number {
  const all = total(weights);
  return all === 0 ? 0 : ((weights[arm] ?? 0) / all) * total(counts);
}
