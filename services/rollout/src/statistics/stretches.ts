import { compileRollout, evaluateUnit } from '../rolling/compile-rollout.js';
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
  const known = new Map<string, boolean>();
  return (unit) => {
    const before = known.get(unit);
    if (before !== undefined) return before;
    const { enabled } = percentage === 0 ? { enabled: false } : evaluateUnit(then, unit);
    known.set(unit, enabled);
    return enabled;
  };
}

/** The life of a rollout, stretch by stretch. */
export const stretchesOf = (rollout: ExistingRollout): readonly Stretch[] =>
  rollout.history.map((record, index) => ({
    ...record,
    until: rollout.history[index + 1]?.since ?? null,
    isEnabled: enabledIn(rollout, record),
  }));
