import type { ReleaseEvidence } from '@assay/contracts';
import type { LiveRelease } from '../release/release-state.js';
import type { SideOutcomes } from '../release-outcomes/sides.fold.js';
import { latencyOf, sidesOf } from '../release-outcomes/sides.fold.js';
import type { Cell } from '../release-outcomes/slot-cells.fold.js';
import type { Health, Judgement, ReleaseSide } from './assess-health.fold.js';
import { assessHealth } from './assess-health.fold.js';

/** What a release is judged on. */
export interface Observed {
  readonly release: LiveRelease;
  readonly cells: readonly Cell[];
  /** Of its metrics; null where it has none, or where they have not been judged. */
  readonly judgement: Judgement | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface Assessment {
  readonly release: LiveRelease;
  readonly health: Health;
  readonly evidence: ReleaseEvidence;
}

const NOT_JUDGED: Judgement = { verdict: 'no_data', score: null, metrics: [] };

const sideOf = (side: SideOutcomes): ReleaseSide => ({
  outcomes: side.outcomes,
  errors: side.errors,
  p99Ms: latencyOf(side, 0.99),
});

/** When the window begins: with its length before now, but never before the activation. */
export const windowStart = ({ design, since }: LiveRelease, now: number): number =>
  Math.max(Date.parse(since), now - design.windowMs);

/** The service level objective that holds where the version is; a fraction. */
const sloOf = ({ design: { slo }, environment }: LiveRelease): number =>
  environment === 'production' ? slo.production : slo.canary;

/** How is a release doing, and what does that rest on? */
export function assess({ release, cells, judgement, now }: Observed): Assessment {
  const { canary, stable } = sidesOf(cells, release);
  const question = {
    canary: sideOf(canary),
    stable: sideOf(stable),
    slo: sloOf(release),
    minOutcomes: release.design.minOutcomes,
    analysis: release.design.analysis === null ? null : (judgement ?? NOT_JUDGED),
  };
  const health = assessHealth(question);
  const { score, recommendation } = health;
  const window = {
    from: new Date(windowStart(release, now)).toISOString(),
    to: new Date(now).toISOString(),
  };
  return { release, health, evidence: { ...window, ...question, score, recommendation } };
}
