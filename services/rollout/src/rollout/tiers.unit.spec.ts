import { DEFAULT_TIERS } from '@assay/contracts';
import { advance, begin, create, design, events, forced, given } from '../../test/support/rollout-life.js';
import { lastTier, tierAfter, tierProblem } from './tiers.js';

const ring = { key: 'ring', name: 'Ring', percentage: 5 };
const half = { key: 'half', name: 'Half', percentage: 50 };
const all = { key: 'all', name: 'All', percentage: 100 };

describe('tiers', () => {
  it('of the house are five with the one that is off, by name and share', () => {
    expect(DEFAULT_TIERS.map(({ key, name, percentage }) => [key, name, percentage])).toEqual([
      ['tier_1_internal', 'Internal', 1],
      ['tier_2_early_adopters', 'Early adopters', 10],
      ['tier_3_general', 'General', 50],
      ['tier_4_full', 'Full', 100],
    ]);
  });

  it('follow each other, and none follows the last', () => {
    expect(tierAfter([ring, half, all], 'ring')).toBe(half);
    expect(tierAfter([ring, half, all], 'all')).toBeUndefined();
    expect(lastTier([ring, half, all])).toBe(all);
  });

  it.each([
    ['ascend to everyone', [ring, half, all], undefined],
    ['may be one', [all], undefined],
    [
      'have keys of their own',
      [ring, { ...half, key: 'ring' }, all],
      { index: 1, field: 'key', value: 'ring' },
    ],
    ['do not fall', [half, ring, all], { index: 1, field: 'percentage', value: 5 }],
    [
      'do not repeat a share',
      [half, { ...ring, percentage: 50 }, all],
      { index: 1, field: 'percentage', value: 50 },
    ],
    ['end with everyone', [ring, half], { index: 1, field: 'percentage', value: 50 }],
  ])('%s', (_, tiers, problem) => {
    if (problem === undefined) expect(tierProblem(tiers)).toBeUndefined();
    else expect(tierProblem(tiers)).toMatchObject(problem);
  });

  it('of one’s own are gone through one by one, none skipped', () => {
    const rings = { ...create, design: { ...design, tiers: [ring, half, all] } };
    const life = [rings, begin, advance(49, 2), forced(50, 3)];
    expect(given(rings).when(begin)).toMatchObject({ events: [{ data: { tier: 'ring', percentage: 5 } }] });
    expect(given(...life).state).toMatchObject({ tier: 'all', percentage: 100 });
    expect(events(given(...life).when(advance(98, 4)))).toMatchObject([{ type: 'RolloutCompleted' }]);
  });
});
