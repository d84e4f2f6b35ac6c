import { createHash } from 'node:crypto';
import { ValidationProblem } from '@assay/platform';
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

  it('prefers a threshold under its own name', () => {
    const { errorThreshold } = designOf('search', 's', {
      errorThreshold: { errorRate: 0.2, minOutcomes: 5 },
      rollbackThreshold: { errorRate: 0.1, timeWindow: 60_000 },
    });
    expect(errorThreshold).toEqual({ errorRate: 0.2, windowMs: 60_000, minOutcomes: 5 });
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
