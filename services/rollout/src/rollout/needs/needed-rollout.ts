/** A rollout that another one needs, as it stands now. */
export interface NeededRollout {
  readonly rollout: string;
  /** What becomes of the one that needs it when it falls below its tier. */
  readonly onRollback: 'pause' | 'roll_back';
  /** For which share of the units it is on. */
  readonly percentage: number;
}

/** Those that are on for a smaller share of the units than the one that needs them. */
export const below = (needs: readonly NeededRollout[], percentage: number): readonly NeededRollout[] =>
  needs.filter((needed) => needed.percentage < percentage);
