import type { WeighedDecision } from './logged-decision.js';

const FOLDS = 5;

/** Rewards of an arm outside of a fold. */
interface Rewards {
  n: number;
  sum: number;
}

const meanOf = ({ n, sum }: Rewards): number | undefined => (n === 0 ? undefined : sum / n);

/**
 * Terms of the doubly robust estimate: what the model expects of the policy, corrected by the weighted error of the
 * model where the arm was chosen. The model is the mean reward of the arm in the other folds (a decision must not
 * predict itself); an arm that is not in them has the mean of all.
 */
export function doublyRobustTerms(decisions: readonly WeighedDecision[]): readonly number[] {
  const models = Array.from({ length: FOLDS }, (_, fold) => modelWithout(decisions, fold));
  return decisions.map(({ arm, reward, weight, policy }, i) => {
    const model = models[i % FOLDS] ?? (() => 0);
    let expected = 0;
    for (const [name, probability] of policy) expected += probability * model(name);
    return expected + weight * (reward - model(arm));
  });
}

function modelWithout(decisions: readonly WeighedDecision[], fold: number): (arm: string) => number {
  const arms = new Map<string, Rewards>();
  const all: Rewards = { n: 0, sum: 0 };
  decisions.forEach(({ arm, reward }, i) => {
    if (i % FOLDS === fold) return;
    const own = arms.get(arm) ?? { n: 0, sum: 0 };
    for (const rewards of [own, all]) {
      rewards.n += 1;
      rewards.sum += reward;
    }
    arms.set(arm, own);
  });
  const means = new Map([...arms].map(([arm, rewards]) => [arm, meanOf(rewards) ?? 0]));
  const overall = meanOf(all) ?? 0;
  return (arm) => means.get(arm) ?? overall;
}
