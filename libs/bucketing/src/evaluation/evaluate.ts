import type { Snapshot } from '../snapshot/snapshot.js';
import { evaluateExperiment, rolloutInput } from './evaluate-experiment.js';
import { evaluateRollout } from './evaluate-rollout.js';
import type { ExperimentInput, FlagEvaluation, MissingFlag } from './evaluation.js';

export const missing = (key: string): MissingFlag => ({ kind: 'missing', key, reason: 'flag_not_found' });

/**
 * What does this flag, whatever it is, give this unit? Experiments and rollouts share one space of keys for clients
 * that only know a flag's name.
 * @param snapshot all definitions, as they stood at one moment
 * @param key of an experiment or of a rollout
 * @example evaluate(snapshot, 'checkout', { unit: 'visitor-1' }).reason // 'split'
 */
export function evaluate(snapshot: Snapshot, key: string, input: ExperimentInput): FlagEvaluation {
  const flag = snapshot.flag(key);
  if (flag === undefined) return missing(key);
  return flag.kind === 'experiment'
    ? evaluateExperiment(flag, input, snapshot)
    : evaluateRollout(flag, rolloutInput(flag, input, snapshot));
}
