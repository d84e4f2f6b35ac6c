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
  const known = new Map<string, RolloutEvaluation>();
  return (unit, namesActivation) => {
    if (percentage === 0) return false;
    const evaluation = known.get(unit) ?? evaluateUnit(then, unit);
    known.set(unit, evaluation);
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
