import type { FlagDefinition } from '../definition/definition.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import { missing, rolloutInput } from './evaluate-experiment.js';
import { releaseInput } from './evaluate-release.js';
import type { EvaluationStep, ExperimentInput, Explanation, FlagEvaluation } from './evaluation.js';
import { explainExperiment } from './explain-experiment.js';
import { explainRelease } from './explain-release.js';
import { explainRollout } from './explain-rollout.js';

function explainFlag(
  flag: FlagDefinition,
  input: ExperimentInput,
  snapshot: Snapshot,
): Explanation<FlagEvaluation> {
  switch (flag.kind) {
    case 'experiment':
      return explainExperiment(flag, input, snapshot);
    case 'rollout':
      return explainRollout(flag, rolloutInput(flag, input, snapshot));
    case 'release':
      return explainRelease(flag, releaseInput(flag, input, snapshot));
  }
}

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
  const { evaluation, steps } = explainFlag(flag, input, snapshot);
  return { evaluation, steps: [exists, ...steps] };
}
