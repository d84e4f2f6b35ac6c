import type { VariantSums } from '@assay/contracts';
import type { PhaseUnits } from '@assay/stats';

export type { PhaseUnits } from '@assay/stats';

/** Units over all variants of each phase. */
export function phaseUnits(rows: readonly VariantSums[]): readonly PhaseUnits[] {
  const units = new Map<number, number>();
  for (const { phase, units: own } of rows) units.set(phase, (units.get(phase) ?? 0) + own);
  return [...units].map(([phase, all]) => ({ phase, units: all }));
}
