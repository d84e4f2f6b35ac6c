import type { RolloutEvaluation } from '@assay/bucketing';
import { compileRollout, evaluateUnit, goesBySegments } from '../rollout-handling/compile-rollout.js';
import type { ActivationRecord } from '../rollout/history/activation-record.js';
import type { ExistingRollout } from '../rollout/rollout-state.js';
import type { Stretch } from './rollout-statistics.fold.js';

/** Who had the feature in a stretch: of its tier, or all where a version was live. */
function enabledIn(
  rollout: ExistingRollout,
  { percentage, activation }: ActivationRecord,
): Stretch['isEnabled'] {
  const { live: _now, ...definition } = compileRollout(rollout);
  const then = { ...definition, percentage, activation, status: 'in_progress' as const };
  const trustsName = goesBySegments(rollout.design);
  // What is asked of a unit is asked in one go.
  let last: { readonly unit: string; readonly evaluation: RolloutEvaluation } | undefined;
  return (unit, namesActivation) => {
    if (percentage === 0) return false;
    if (last?.unit !== unit) last = { unit, evaluation: evaluateUnit(then, unit) };
    const { evaluation } = last;
    return namesActivation && trustsName ? evaluation.reason !== 'denied' : evaluation.enabled;
  };
}

/** The life of a rollout, stretch by stretch. */
export const stretchesOf = (rollout: ExistingRollout): readonly Stretch[] =>
  rollout.history.map((record, index) => ({
    ...record,
    until: rollout.history[index + 1]?.since ?? null,
    isEnabled: enabledIn(rollout, record),
  }));
