import type { BanditWeightsUpdated } from '@assay/contracts';
import type { Interval } from '@assay/stats';
import { describeArm } from '@assay/stats';
import { banditSettings } from '../experiment/experiment-bandit.rules.js';
import type { ExistingExperiment } from '../experiment/experiment-state.js';
import { currentRun } from '../experiment/experiment-state.js';

/** An arm, and what its weight rests on. */
export interface ArmView {
  readonly variant: string;
  readonly isControl: boolean;
  /** Probability that a new unit gets it, before rounding to buckets. */
  readonly weight: number;
  /** At the last update; null before the first. */
  readonly units: number | null;
  readonly value: number | null;
  readonly interval: Interval | null;
}

/** One change of the weights. */
export interface UpdateView {
  readonly update: number;
  readonly at: string;
  readonly revision: string;
  readonly weights: Readonly<Record<string, number>>;
  /** Id of the metrics snapshot that it follows from, and up to when that was complete. */
  readonly snapshot: string;
  readonly completeTo: string | null;
}

export interface ArmsView {
  readonly experiment: string;
  readonly status: ExistingExperiment['status'];
  readonly run: number | null;
  readonly metric: string | null;
  readonly policy: string;
  readonly floor: number;
  readonly intervalSeconds: number;
  readonly burnInUnits: number;
  readonly updates: number;
  readonly updatedAt: string | null;
  readonly completeTo: string | null;
  readonly arms: readonly ArmView[];
}

export const updateView = ({ time, data }: BanditWeightsUpdated): UpdateView => {
  const { update, revision, weights, snapshot, completeTo } = data;
  return { update, at: time, revision, weights, snapshot, completeTo };
};

const UNKNOWN = { units: null, value: null, interval: null } as const;

function known(arm: string, { metric, inputs }: BanditWeightsUpdated['data']) {
  const phases = inputs
    .filter(({ variant }) => variant === arm)
    .map(({ phase, sums }) => ({ ...sums, phase }));
  const { units, value, interval } = describeArm({ type: metric.type, direction: metric.direction }, phases);
  return { units, value, interval };
}

/** @param last the last update of the present run */
export function armsView(state: ExistingExperiment, last: BanditWeightsUpdated | undefined): ArmsView {
  const { design, variants, status } = state;
  const { policy, floor, intervalSeconds, burnInUnits } = banditSettings(design);
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  return {
    experiment: design.key,
    status,
    run: currentRun(state)?.run ?? null,
    metric: design.primaryMetric?.key ?? null,
    ...{ policy, floor, intervalSeconds, burnInUnits },
    updates: last?.data.update ?? 0,
    updatedAt: last?.time ?? null,
    completeTo: last?.data.completeTo ?? null,
    arms: variants.map(({ key, isControl, weight }) => ({
      ...{ variant: key, isControl, weight: weight / total },
      ...(last === undefined ? UNKNOWN : known(key, last.data)),
    })),
  };
}
