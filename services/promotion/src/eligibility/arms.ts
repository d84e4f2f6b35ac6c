import type { VariantSums } from '@assay/contracts';

/** A variant over all phases of a run. */
export interface Arm {
  readonly variant: string;
  readonly units: number;
  readonly unitsWithError: number;
  readonly phases: readonly VariantSums[];
}

const total = (phases: readonly VariantSums[], count: (phase: VariantSums) => number): number =>
  phases.reduce((sum, phase) => sum + count(phase), 0);

/** The arm of one variant; without rows, one without units. */
export function armOf(variant: string, rows: readonly VariantSums[]): Arm {
  const phases = rows.filter((row) => row.variant === variant).sort((a, b) => a.phase - b.phase);
  return {
    variant,
    units: total(phases, ({ units }) => units),
    unitsWithError: total(phases, ({ unitsWithError }) => unitsWithError),
    phases,
  };
}
