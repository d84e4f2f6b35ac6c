import { createHash } from 'node:crypto';
import { DEFAULT_TIERS } from '@assay/contracts';
import { ValidationProblem } from '@assay/platform';
import { DEFAULT_TRIGGERS } from '../health/trigger-rules.fold.js';
import { designOf, keyOf } from './rollout-design.js';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('the design of a new rollout', () => {
  it('has the defaults of the house', () => {
    expect(designOf('search', 'salt-1', {})).toEqual({
      key: 'search',
      name: 'search',
      salt: 'salt-1',
      allow: [],
      deny: [],
      errorThreshold: { errorRate: 0.05, windowMs: 3_600_000, minOutcomes: 20 },
      minHoursInTier: 48,
      tiers: DEFAULT_TIERS,
      triggers: [],
    });
  });

  it('joins the lists under both of their names, as digests', () => {
    const { allow, deny } = designOf('search', 's', {
      allow: ['a', 'b'],
      whitelistedCustomers: ['b'],
      blacklistedCustomers: ['c'],
    });
    expect(allow).toEqual([digest('search:a'), digest('search:b')].sort());
    expect(deny).toEqual([digest('search:c')]);
  });

  it('takes a threshold under either of its names, and under both where they agree', () => {
    const { errorThreshold } = designOf('search', 's', {
      errorThreshold: { errorRate: 0.2, minOutcomes: 5 },
      rollbackThreshold: { errorRate: 0.2, timeWindow: 60_000 },
    });
    expect(errorThreshold).toEqual({ errorRate: 0.2, windowMs: 60_000, minOutcomes: 5 });
  });

  it.each([
    [
      { errorRate: 0.2 },
      { errorRate: 0.1 },
      'rollbackThreshold.errorRate',
      0.1,
      'errorThreshold.errorRate, 0.2',
    ],
    [{ windowMs: 5_000 }, { timeWindow: 6_000 }, 'rollbackThreshold.timeWindow', 6_000, 'windowMs, 5000'],
  ])('refuses thresholds that contradict each other: %j and %j', (own, other, path, value, message) => {
    expect(() => designOf('search', 's', { errorThreshold: own, rollbackThreshold: other })).toThrow(
      expect.objectContaining({
        errors: [{ path, value, message: expect.stringContaining(message) }],
      }),
    );
  });
});

describe('tiers of one’s own', () => {
  const [ring, all] = [
    { key: 'ring', percentage: 5 },
    { key: 'all', name: 'Everyone', percentage: 100 },
  ];

  it('take the place of those of the house, named by their keys where they have no name', () => {
    expect(designOf('search', 's', { tiers: [ring, all] }).tiers).toEqual([{ ...ring, name: 'ring' }, all]);
  });

  it.each([
    ['that do not ascend', [ring, ring, all], 'tiers[1].key', 'ring'],
    ['that fall', [{ key: 'a', percentage: 50 }, ring, all], 'tiers[1].percentage', 5],
    ['that end before everyone', [ring], 'tiers[0].percentage', 5],
  ])('%s are refused with the place', (_, tiers, path, value) => {
    expect(() => designOf('search', 's', { tiers })).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ path, value })] }),
    );
  });
});

describe('trigger rules', () => {
  it('are none unless somebody asks for those of the house or gives some', () => {
    const own = { metric: 'p95_latency_ms' as const, above: 800 };
    expect(designOf('search', 's', { defaultTriggers: true }).triggers).toEqual(DEFAULT_TRIGGERS);
    expect(
      designOf('search', 's', { triggers: [own, { metric: 'errors', above: 3, minutes: 2 }] }).triggers,
    ).toEqual([
      { name: 'p95_latency_ms', metric: 'p95_latency_ms', above: 800, minutes: 1, minOutcomes: 20 },
      { name: 'errors', metric: 'errors', above: 3, minutes: 2, minOutcomes: 1 },
    ]);
  });

  it('by a share of outcomes need a fraction', () => {
    expect(() => designOf('search', 's', { triggers: [{ metric: 'error_rate', above: 5 }] })).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ path: 'triggers[0].above', value: 5 })] }),
    );
  });
});

describe('the key of a new rollout', () => {
  it('is given under either name', () => {
    expect(keyOf({ key: 'a' })).toBe('a');
    expect(keyOf({ featureName: 'b' })).toBe('b');
    expect(keyOf({ key: 'a', featureName: 'a' })).toBe('a');
  });

  it.each([{}, { key: 'a', featureName: 'b' }])('is refused as %j', (body) => {
    expect(() => keyOf(body)).toThrow(ValidationProblem);
  });
});
