import type { BanditWeightsUpdated } from '@assay/contracts';
import { bandit, updated } from '../../test/support/bandit-story.js';
import { given, history, STARTED } from '../../test/support/experiment-story.js';
import { judgeWeights } from './what-if-weights.rules.js';

function updateOf(policy: 'thompson' | 'ucb1'): BanditWeightsUpdated {
  const events = history(bandit({ policy, floor: 0.02, burnInUnits: 100 }), STARTED);
  const decision = given(events).when(updated({ control: [1_000, 50], b: [1_000, 60], c: [1_000, 80] }));
  const event = decision.outcome === 'accepted' ? decision.events[0] : undefined;
  if (event?.type !== 'BanditWeightsUpdated') throw new TypeError('no update');
  return event;
}

describe('the weights of another policy', () => {
  const update = updateOf('thompson');

  it('are those of the log where it is the one that ran', () => {
    expect(judgeWeights(update, {})).toEqual({
      ...{ update: 1, at: update.time, was: update.data.weights, would: update.data.weights },
      again: 'identical',
    });
  });

  it('are those that it would have set on the same results', () => {
    expect(judgeWeights(update, { policy: 'ucb1' }).would).toEqual(updateOf('ucb1').data.weights);
    const floored = judgeWeights(update, { floor: 0.2 });
    expect(Math.min(...Object.values(floored.would ?? {}))).toBeGreaterThanOrEqual(0.2);
    expect(floored.again).toBe('identical');
  });

  it('show weights that do not follow from what the log tells', () => {
    const forged = { ...update, data: { ...update.data, weights: { control: 0.1, b: 0.1, c: 0.8 } } };
    expect(judgeWeights(forged, {}).again).toBe('different');
  });
});
