import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { LiveRelease } from '../release/release-state.js';
import { MetricJudge } from '../release-analysis/metric-judge.js';
import type { SeenSlot } from '../release-outcomes/release-outcome-reader.js';
import { ReleaseOutcomeReader } from '../release-outcomes/release-outcome-reader.js';
import type { Found } from '../release-routing/release-table.js';
import type { Judged } from '../release-analysis/judge-metrics.fold.js';
import type { Assessment } from './evidence-of.fold.js';
import { assess, windowStart } from './evidence-of.fold.js';

const cellsOf = (slots: readonly SeenSlot[]) => slots.flatMap(({ cells }) => cells);

/** How releases are doing now. */
@Injectable()
export class ReleaseAssessor {
  constructor(
    private readonly outcomes: ReleaseOutcomeReader,
    private readonly judge: MetricJudge,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * On their outcomes, all of them read with one statement.
   * @param judgedOf what is known of the metrics of a release
   */
  async assessAll(
    found: readonly Found<LiveRelease>[],
    judgedOf: (release: LiveRelease) => Judged | null,
  ): Promise<readonly (Found<LiveRelease> & Assessment)[]> {
    const now = this.clock.now();
    const asked = found.map((one) => ({ ...one, from: windowStart(one.release, now) }));
    const { windows, offsets } = await this.outcomes.windows(asked);
    return found.map(({ project, release }, place) => {
      const cells = cellsOf(windows[place] ?? []);
      return { project, ...assess({ release, cells, offsets, judged: judgedOf(release), now }) };
    });
  }

  /** On its outcomes and on its metrics, which are asked for. */
  async assessFresh({ project, release }: Found<LiveRelease>): Promise<Assessment> {
    const now = this.clock.now();
    const from = windowStart(release, now);
    const { windows, offsets } = await this.outcomes.windows([{ project, release, from }]);
    const [slots = []] = windows;
    const judged = await this.judge.judge(release, slots, { from, to: now });
    return assess({ release, cells: cellsOf(slots), offsets, judged, now });
  }
}
