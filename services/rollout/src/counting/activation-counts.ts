import { Injectable } from '@nestjs/common';
import type { WithOffsets } from '../certificate/seen.js';
import type { OutcomeCounts } from '../health/outcome-counts.js';
import { countsOf } from '../health/outcome-counts.js';
import { OutcomeReader } from '../outcomes/outcome-reader.js';
import type { Candidate } from '../rollout-handling/compile-rollout.js';
import { NO_COUNTS } from '../statistics/group-counts.js';
import { StatisticsReader } from './statistics-reader.js';

/** What steps of a rollout are decided on: the units that have its version since the present activation. */
@Injectable()
export class ActivationCounts {
  constructor(
    private readonly counted: StatisticsReader,
    private readonly outcomes: OutcomeReader,
  ) {}

  async of(project: string, rollout: Candidate): Promise<WithOffsets<OutcomeCounts>> {
    return (await this.kept(project, rollout)) ?? this.countNow(project, rollout);
  }

  /** Undefined while they are counted anew, which takes as long as there are units. */
  async kept(project: string, rollout: Candidate): Promise<WithOffsets<OutcomeCounts> | undefined> {
    const { activation, design } = rollout;
    const wanted = { project, rollout: design.key, by: 'activation', from: 0 } as const;
    const kept = await this.counted.kept(wanted, rollout);
    if (kept === undefined) return undefined;
    const { counts } = kept.found.find(({ name }) => name === activation) ?? { counts: NO_COUNTS };
    const { enabled: units, failed: unitsWithError, outcomes, errors } = counts;
    return { found: { units, unitsWithError, outcomes, errors }, offsets: kept.offsets };
  }

  /** Unit by unit, from those that were seen since. */
  async countNow(project: string, rollout: Candidate): Promise<WithOffsets<OutcomeCounts>> {
    const from = Date.parse(rollout.since);
    const { found, offsets } = await this.outcomes.enabledSince(project, rollout, from);
    return { found: countsOf(found), offsets };
  }
}
