import type { RolloutDefinition } from '../definition/definition.js';
import { gateSalt, isWithinShare } from '../hash/bucket.js';
import type { RolloutEvaluation, RolloutInput, RolloutReason } from './evaluation.js';
import type { LastRule, Rule, RuleSet } from './rules.js';
import { firstAnswer } from './rules.js';
import { unitDigestText } from './unit-digest.js';

export interface RolloutQuestion {
  readonly rollout: RolloutDefinition;
  readonly input: RolloutInput;
}

type RolloutRule = Rule<RolloutQuestion, RolloutEvaluation>;

const answer = (
  { key, percentage, activation, revision }: RolloutDefinition,
  enabled: boolean,
  reason: RolloutReason,
): RolloutEvaluation => ({ kind: 'rollout', key, enabled, reason, percentage, activation, revision });

export const rolledBack: RolloutRule = {
  name: 'rolled back',
  decide: ({ rollout }) =>
    rollout.status === 'rolled_back' ? answer(rollout, false, 'rolled_back') : undefined,
};

export const notStarted: RolloutRule = {
  name: 'started',
  decide: ({ rollout }) => (rollout.status === 'planned' ? answer(rollout, false, 'not_started') : undefined),
};

const unitMissing: RolloutRule = {
  name: 'unit given',
  decide: ({ rollout, input }) => (input.unit === '' ? answer(rollout, false, 'unit_missing') : undefined),
};

// Without the digest nobody can tell whether the unit is denied: off is the safe answer.
export const digestMissing: RolloutRule = {
  name: 'digest given',
  decide: ({ rollout, input }) =>
    input.unitDigest === undefined && hasUnitLists(rollout)
      ? answer(rollout, false, 'digest_missing')
      : undefined,
};

const isOn = (list: ReadonlySet<string>, { unitDigest }: RolloutInput): boolean =>
  unitDigest !== undefined && list.has(unitDigest);

export const denied: RolloutRule = {
  name: 'deny list',
  decide: ({ rollout, input }) => (isOn(rollout.deny, input) ? answer(rollout, false, 'denied') : undefined),
};

export const allowed: RolloutRule = {
  name: 'allow list',
  decide: ({ rollout, input }) => (isOn(rollout.allow, input) ? answer(rollout, true, 'allowed') : undefined),
};

export const percentage: LastRule<RolloutQuestion, RolloutEvaluation> = {
  name: 'percentage',
  decide: ({ rollout, input }) =>
    answer(rollout, isWithinShare(gateSalt(rollout.salt), input.unit, rollout.percentage), 'percentage'),
};

export const ROLLOUT_RULES: RuleSet<RolloutQuestion, RolloutEvaluation> = {
  rules: [rolledBack, notStarted, unitMissing, digestMissing, denied, allowed],
  otherwise: percentage,
};

/** Whether evaluating this rollout needs the unit's digest. */
export const hasUnitLists = ({ allow, deny }: RolloutDefinition): boolean => allow.size > 0 || deny.size > 0;

/** The text whose hex SHA-256 stands for a unit on a rollout's lists. */
export const rolloutDigestText = unitDigestText;

/**
 * Is this feature on for this unit, and why? Rolled back: off for everyone; then the deny list beats the allow
 * list, which beats the percentage (and counts at 0 % too). Growing the percentage turns it off for nobody.
 * Never throws.
 * @param rollout the compiled rollout
 * @param input the unit, with its digest where the rollout has lists
 * @see https://martinfowler.com/articles/feature-toggles.html for gradual releases behind a toggle
 * @example evaluateRollout(rollout, { unit: 'visitor-1' }).enabled // true
 */
export const evaluateRollout = (rollout: RolloutDefinition, input: RolloutInput): RolloutEvaluation =>
  firstAnswer(ROLLOUT_RULES, { rollout, input });
