import type { EvaluationStep, RolloutEvaluation } from '@assay/bucketing';
import { explainRollout } from '@assay/bucketing';
import type { RolloutSegmentKeys } from '@assay/contracts';
import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { ActivationRecord } from '../rollout/history/activation-record.js';
import type { ExistingRollout } from '../rollout/rollout-state.js';
import type { RolloutVersion } from '../rollout/versions/rollout-version.js';
import type { TierStatistics, TimeStatistics } from '../statistics/rollout-statistics.fold.js';
import { byTier, byTime } from '../statistics/rollout-statistics.fold.js';
import { StatisticsReader } from '../counting/statistics-reader.js';
import { stretchesOf } from '../statistics/stretches.js';
import { DAY_MS, HOUR_MS } from '../statistics/unit-counts.fold.js';
import { compileRollout, goesBySegments, unitDigest } from './compile-rollout.js';
import { RolloutFacts } from './rollout-facts.js';
import { RolloutsService } from './rollouts.service.js';
import type { RolloutView } from './rollout-view.js';
import { viewOf } from './rollout-view.js';

export interface UnitAnswer extends RolloutEvaluation {
  readonly unit: string;
  readonly steps: readonly EvaluationStep[];
  /** Segments that may say otherwise, and where they are asked: gateways know who belongs to them. */
  readonly segments?: RolloutSegmentKeys & { readonly askedAt: string };
}

export type StatisticsBy = 'tier' | 'hour' | 'day';

export interface StatisticsAnswer {
  readonly key: string;
  readonly by: StatisticsBy;
  readonly statistics: readonly (TierStatistics | TimeStatistics)[];
}

export interface VersionsAnswer {
  readonly key: string;
  /** Number of the version that is on for everyone; null where none is. */
  readonly live: number | null;
  /** Number of the one that is going through the tiers. */
  readonly rolling: number | null;
  readonly versions: readonly RolloutVersion[];
}

/** How far back outcomes are kept by hours and by days. */
const PERIODS = {
  hour: { widthMs: HOUR_MS, within: 48 * HOUR_MS },
  day: { widthMs: DAY_MS, within: 30 * DAY_MS },
} as const;

/** What people see of rollouts. */
@Injectable()
export class RolloutAnswers {
  constructor(
    private readonly rollouts: RolloutsService,
    private readonly facts: RolloutFacts,
    private readonly counted: StatisticsReader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async view(project: string, rollout: ExistingRollout | string): Promise<RolloutView> {
    const found = typeof rollout === 'string' ? await this.rollouts.existing(project, rollout) : rollout;
    const { key } = found.design;
    const facts = await this.facts.of(project, key, found);
    const wanted = { project, rollout: key, by: 'rollout', from: 0 } as const;
    const [total] = await this.counted.groups(wanted, found);
    return viewOf(found, facts, total?.counts.units ?? 0, new Date(this.clock.now()).toISOString());
  }

  /** Whether a unit has the feature, and the rules that were asked on the way. */
  async why(project: string, key: string, unit: string): Promise<UnitAnswer> {
    const rollout = await this.rollouts.existing(project, key);
    const asked = { unit, unitDigest: unitDigest(key, unit) };
    const { evaluation, steps } = explainRollout(compileRollout(rollout), asked);
    if (!goesBySegments(rollout.design)) return { unit, ...evaluation, steps };
    const askedAt = `/api/v1/admin/flags/${key}/explain?unit=${encodeURIComponent(unit)}`;
    return { unit, ...evaluation, steps, segments: { ...rollout.design.segments, askedAt } };
  }

  async statistics(project: string, key: string, by: StatisticsBy): Promise<StatisticsAnswer> {
    const rollout = await this.rollouts.existing(project, key);
    const wanted = { project, rollout: key, by };
    if (by === 'tier') {
      const counted = await this.counted.groups({ ...wanted, from: 0 }, rollout);
      return { key, by, statistics: byTier(counted, stretchesOf(rollout)) };
    }
    const { widthMs, within } = PERIODS[by];
    const from = Math.ceil((this.clock.now() - within) / widthMs) * widthMs;
    const counted = await this.counted.groups({ ...wanted, from }, rollout);
    return { key, by, statistics: byTime(counted, by, from) };
  }

  async versions(project: string, key: string): Promise<VersionsAnswer> {
    const rollout = await this.rollouts.existing(project, key);
    const { versions, live } = rollout;
    const rolling = rollout.status === 'in_progress' || rollout.status === 'paused' ? rollout.version : null;
    return { key, live: live?.version.number ?? null, rolling: rolling?.number ?? null, versions };
  }

  /** Everything that was in force, the last hundred stretches. */
  async history(project: string, key: string): Promise<readonly ActivationRecord[]> {
    return (await this.rollouts.existing(project, key)).history;
  }
}
