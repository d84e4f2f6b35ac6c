import type { LiveVersion, RolloutDefinition } from '../definition/definition.js';
import { gateSalt, isWithinShare } from '../hash/bucket.js';
import type { RolloutEvaluation, RolloutInput, RolloutReason } from './evaluation.js';
import type { LastRule, Rule, RuleSet } from './rules.js';
import { firstAnswer } from './rules.js';
import { areThere, isInAny } from './segment-engine.js';
import { unitDigestText } from './unit-digest.js';

export interface RolloutQuestion {
  readonly rollout: RolloutDefinition;
  readonly input: RolloutInput;
}

type RolloutRule = Rule<RolloutQuestion, RolloutEvaluation>;

function answer(rollout: RolloutDefinition, enabled: boolean, reason: RolloutReason): RolloutEvaluation {
  const { key, percentage, revision, version } = rollout;
  const named = enabled && version !== undefined ? { version } : {};
  const activation = enabled || rollout.segments === undefined ? rollout.activation : null;
  return { kind: 'rollout', key, enabled, reason, percentage, activation, revision, ...named };
}

/** On with the version that everybody has who is not in a tier of the next one. */
const onLive = (rollout: RolloutDefinition, live: LiveVersion): RolloutEvaluation => ({
  ...answer(rollout, true, 'live'),
  ...live,
});

export const rolledBack: RolloutRule = {
  decide: ({ rollout }) =>
    rollout.status === 'rolled_back' && rollout.live === undefined
      ? answer(rollout, false, 'rolled_back')
      : undefined,
};

export const notStarted: RolloutRule = {
  decide: ({ rollout }) => (rollout.status === 'planned' ? answer(rollout, false, 'not_started') : undefined),
};

export const unitMissing: RolloutRule = {
  decide: ({ rollout, input }) => (input.unit === '' ? answer(rollout, false, 'unit_missing') : undefined),
};

// Without the digest nobody can tell whether the unit is denied: off is the safe answer.
export const digestMissing: RolloutRule = {
  decide: ({ rollout, input }) =>
    input.unitDigest === undefined && hasUnitLists(rollout)
      ? answer(rollout, false, 'digest_missing')
      : undefined,
};

// Whoever may be denied by a segment that is not here must not get the feature by another rule.
export const available: RolloutRule = {
  decide: ({ rollout, input }) =>
    areThere(rollout, input) ? undefined : answer(rollout, false, 'unavailable'),
};

const isOn = (list: ReadonlySet<string>, { unitDigest }: RolloutInput): boolean =>
  unitDigest !== undefined && list.has(unitDigest);

export const denied: RolloutRule = {
  decide: ({ rollout, input }) =>
    isOn(rollout.deny, input) || isInAny('deny', rollout, input)
      ? answer(rollout, false, 'denied')
      : undefined,
};

export const allowed: RolloutRule = {
  decide: ({ rollout, input }) =>
    rollout.status !== 'rolled_back' && (isOn(rollout.allow, input) || isInAny('allow', rollout, input))
      ? answer(rollout, true, 'allowed')
      : undefined,
};

export const audience: RolloutRule = {
  decide: ({ rollout, input }) =>
    (rollout.segments?.only ?? []).length === 0 || isInAny('only', rollout, input)
      ? undefined
      : answer(rollout, false, 'not_in_audience'),
};

export const percentage: LastRule<RolloutQuestion, RolloutEvaluation> = {
  decide({ rollout, input }) {
    const isWithin = isWithinShare(gateSalt(rollout.salt), input.unit, rollout.percentage);
    return rollout.live === undefined || isWithin
      ? answer(rollout, isWithin, 'percentage')
      : onLive(rollout, rollout.live);
  },
};

export const ROLLOUT_RULES: RuleSet<RolloutQuestion, RolloutEvaluation> = {
  rules: [rolledBack, notStarted, unitMissing, digestMissing, available, denied, allowed, audience],
  otherwise: percentage,
};

/** Whether evaluating this rollout needs the unit's digest. */
export const hasUnitLists = ({ allow, deny }: RolloutDefinition): boolean => allow.size > 0 || deny.size > 0;

/** The text whose hex SHA-256 stands for a unit on a rollout's lists. */
export const rolloutDigestText = unitDigestText;

/**
 * Is this feature on for this unit, and why? Rolled back: off for everyone; then the deny list beats the allow
 * list, which beats the percentage (and counts at 0 % too); segments count as the lists do, and where the rollout is
 * for some of them only, nobody else has it. Growing the percentage turns it off for nobody. Where an
 * earlier version is live, those outside of the percentage, and after a rollback all, have that one (`live`).
 * Never throws.
 * @param rollout the compiled rollout
 * @param input the unit, with its digest where the rollout has lists, and the contents of the segments it names
 * @see https://martinfowler.com/articles/feature-toggles.html for gradual releases behind a toggle
 * @example evaluateRollout(rollout, { unit: 'visitor-1' }).enabled // true
 */
export const evaluateRollout = (rollout: RolloutDefinition, input: RolloutInput): RolloutEvaluation =>
  firstAnswer(ROLLOUT_RULES, { rollout, input });
