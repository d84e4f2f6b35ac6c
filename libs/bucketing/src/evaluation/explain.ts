import type { Snapshot } from '../snapshot/snapshot.js';
import { missing } from './evaluate.js';
import { rolloutInput } from './evaluate-experiment.js';
import type { EvaluationStep, ExperimentInput, Explanation, FlagEvaluation } from './evaluation.js';
import { explainExperiment } from './explain-experiment.js';
import { explainRollout } from './explain-rollout.js';

/** The same evaluation with every rule that was asked on the way, from the question whether there is such a flag. */
export function explain(
  snapshot: Snapshot,
  key: string,
  input: ExperimentInput,
): Explanation<FlagEvaluation> {
  const flag = snapshot.flag(key);
  const outcome = flag === undefined ? 'decided' : 'passed';
  const exists: EvaluationStep = { rule: 'exists', outcome, inputs: { kind: flag?.kind ?? null } };
  if (flag === undefined) return { evaluation: missing(key), steps: [exists] };
  const { evaluation, steps } =
    flag.kind === 'experiment'
      ? explainExperiment(flag, input, snapshot)
      : explainRollout(flag, rolloutInput(flag, input, snapshot));
  return { evaluation, steps: [exists, ...steps] };
}
