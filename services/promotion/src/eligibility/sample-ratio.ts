import { srmByPhase } from '@assay/stats';
import type { Arm } from './arms.js';
import type { Evidence } from './evidence.js';

/** Always-valid p-value of the split, each phase against its own weights; null without units, and of bandits. */
export function sampleRatioP(arms: readonly Arm[], { weights, isBandit }: Evidence): number | null {
  if (isBandit === true) return null;
  const phases = [...new Set(weights.map(({ phase }) => phase))].sort((a, b) => a - b);
  const { sequentialPValue, reason } = srmByPhase(
    phases.map((phase) => ({
      counts: arms.map((arm) => arm.phases.find((row) => row.phase === phase)?.units ?? 0),
      weights: arms.map(
        ({ variant }) =>
          weights.find((entry) => entry.phase === phase && entry.variant === variant)?.weight ?? 0,
      ),
    })),
  );
  return reason === null ? sequentialPValue : null;
}
