import { metric } from '../../../test/support/events.js';
import { sumsOf, watchedRun } from '../../../test/support/watched.js';
import { judgeSampleRatio } from './judge-sample-ratio.js';

const BOUGHT = metric('bought');
const first = sumsOf(BOUGHT, { control: [500, 0], treatment: [500, 0] }, 1);
const second = sumsOf(BOUGHT, { control: [900, 0], treatment: [100, 0] }, 2);
const NINE_TO_ONE = { run: 1, phase: 2, weights: { control: 9, treatment: 1 } };
const EVEN = { run: 1, phase: 1, weights: { control: 1, treatment: 1 } };

describe('the split of the units', () => {
  it('is held against the weights of each phase: a change of weights is no mismatch', () => {
    const [judgement] = judgeSampleRatio(
      watchedRun(BOUGHT, [...first, ...second], { phases: [EVEN, NINE_TO_ONE] }),
    );
    expect(judgement?.level).toBe('calm');
  });

  it('is told to be wrong with the numbers, and asks for nothing', () => {
    const wrong = sumsOf(BOUGHT, { control: [600, 0], treatment: [400, 0] });
    const [judgement] = judgeSampleRatio(watchedRun(BOUGHT, wrong));
    expect(judgement).toMatchObject({ level: 'breached', reading: { severity: 'critical', limit: 0.01 } });
    expect(judgement?.reading.message).toMatch(/control 600, treatment 400$/);
    expect(judgement?.reading.pause).toBeUndefined();
  });

  it('says nothing while the weights of a phase are not known, nor of bandits', () => {
    expect(judgeSampleRatio(watchedRun(BOUGHT, [...first, ...second]))).toEqual([]);
    const wrong = sumsOf(BOUGHT, { control: [900, 0], treatment: [100, 0] });
    expect(judgeSampleRatio(watchedRun(BOUGHT, wrong, { experimentType: 'bandit' }))).toEqual([]);
  });
});
