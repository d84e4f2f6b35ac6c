import type { LogPosition, ReleaseEvidence } from '@assay/contracts';
import type { Judged } from '../release-analysis/judge-metrics.fold.js';
import { judgeSeries, notJudged } from '../release-analysis/judge-metrics.fold.js';
import type { Observed } from '../release-certificate/observed-health.js';
import { figuresWith } from '../release-certificate/observed-health.js';
import type { LiveRelease } from '../release/release-state.js';
import type { SideOutcomes } from '../release-outcomes/sides.fold.js';
import { sidesOf } from '../release-outcomes/sides.fold.js';
import type { Cell } from '../release-outcomes/slot-cells.fold.js';
import type { Health } from './assess-health.fold.js';

/** What a release is judged on. */
export interface Sight {
  readonly release: LiveRelease;
  readonly cells: readonly Cell[];
  /** Up to where the log had been counted. */
  readonly offsets: readonly LogPosition[];
  /** Of its metrics; null where it has none, or where they have not been judged. */
  readonly judged: Judged | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface Assessment {
  readonly release: LiveRelease;
  readonly health: Health;
  /** Figures for people. */
  readonly evidence: ReleaseEvidence;
  /** All that the figures, and what is decided on them, follow from. */
  readonly observed: Observed;
  readonly judged: Judged | null;
}

const sideOf = ({ outcomes, errors, latencies }: SideOutcomes): Observed['canary'] => ({
  ...{ outcomes, errors },
  latencies: latencies.map(([bucket, count]): [number, number] => [bucket, count]),
});

/** When the window begins: with its length before now, but never before the activation. */
export const windowStart = ({ design, since }: LiveRelease, now: number): number =>
  Math.max(Date.parse(since), now - design.windowMs);

/** The service level objective that holds where the version is; a fraction. */
const sloOf = ({ design: { slo }, environment }: LiveRelease): number =>
  environment === 'production' ? slo.production : slo.canary;

function judgedOf({ design: { analysis } }: LiveRelease, judged: Judged | null): Judged | null {
  if (analysis === null || judged !== null) return judged;
  const analysed = notJudged(analysis);
  return { analysed, judgement: judgeSeries(analysed) };
}

/** How is a release doing, and what does that rest on? */
export function assess({ release, cells, offsets, judged, now }: Sight): Assessment {
  const { canary, stable } = sidesOf(cells, release);
  const { design } = release;
  const known = judgedOf(release, judged);
  const observed: Observed = {
    from: new Date(windowStart(release, now)).toISOString(),
    to: new Date(now).toISOString(),
    ...{ canary: sideOf(canary), stable: sideOf(stable) },
    ...{ slo: sloOf(release), minOutcomes: design.minOutcomes },
    analysis: known && known.analysed,
    offsets: [...offsets],
  };
  const { health, figures } = figuresWith(observed, known && known.judgement);
  return { release, health, evidence: figures, observed, judged };
}
