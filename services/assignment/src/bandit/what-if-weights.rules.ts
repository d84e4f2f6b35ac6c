import type { BanditSettings, BanditWeightsUpdated } from '@assay/contracts';
import { canonicalJson } from '@assay/contracts';
import { weightsFrom } from '../experiment/experiment-bandit.rules.js';

/** How weights are to follow results; what is left out is as it was. */
export type OtherPolicy = Pick<BanditSettings, 'policy' | 'floor' | 'epsilon'>;

/** A change of the weights, and what another policy would have made of the same results. */
export interface WeightsJudged {
  readonly update: number;
  readonly at: string;
  readonly was: Readonly<Record<string, number>>;
  /** null where the results told that policy nothing of an arm. */
  readonly would: Readonly<Record<string, number>> | null;
  /** Whether the policy that ran gives the weights of the log again. */
  readonly again: 'identical' | 'different';
}

/** Judges a change of the weights by another policy. Units are as they were: they came by the weights that ran. */
export function judgeWeights({ time, data }: BanditWeightsUpdated, other: OtherPolicy): WeightsJudged {
  const { update, weights: was } = data;
  const isSame = canonicalJson(weightsFrom(data)) === canonicalJson(was);
  const would = weightsFrom({ ...data, ...other });
  return { update, at: time, was, would, again: isSame ? 'identical' : 'different' };
}
