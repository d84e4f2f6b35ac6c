/** What a check of all running experiments came to. */
export interface AutoCheckResult {
  /** Whether the installation promotes by itself; without it nothing is checked. */
  readonly enabled: boolean;
  readonly checked: number;
  readonly promoted: number;
  readonly promoted_experiments: readonly string[];
  /** Eligible, and waiting for somebody to approve. */
  readonly waiting_for_approval: readonly string[];
  /** Those that seemed eligible and were refused, with the reason. */
  readonly refused: readonly {
    readonly experiment: string;
    readonly code: string;
    readonly detail: string;
  }[];
}
