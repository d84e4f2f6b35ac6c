import type { Snapshot } from '../snapshot/snapshot.js';
import { evaluateFlag, missing } from './evaluate-experiment.js';
import type { ExperimentInput, FlagEvaluation } from './evaluation.js';

/**
 * What does this flag, whatever it is, give this unit? Experiments, rollouts and releases share one space of keys
 * for clients that only know a flag's name.
 * @param snapshot all definitions, as they stood at one moment
 * @param key of an experiment, a rollout or a release
 * @example evaluate(snapshot, 'checkout', { unit: 'visitor-1' }).reason // 'split'
 */
export function evaluate(snapshot: Snapshot, key: string, input: ExperimentInput): FlagEvaluation {
  const flag = snapshot.flag(key);
  return flag === undefined ? missing(key) : evaluateFlag(snapshot, flag, input, 0);
}
