import { idempotencyKeyOf } from '@assay/platform';
import { targetOf } from './command-headers.js';
import { changesOf, designOf } from './design-of.js';
import { overrideOf, unitDigest, unitOverrideId } from './override-of.js';
import { scheduleOf } from './schedule-of.js';
import { variantChanges } from './variant.dto.js';

describe('a request to create', () => {
  it('leaves out of the design what it leaves out, and what it sets to null', () => {
    const design = designOf({ key: 'a', layer: 'pages', owner: null, tags: ['x'] });
    expect(design).toMatchObject({
      key: 'a',
      name: 'a',
      layer: 'pages',
      tags: ['x'],
      trafficAllocation: 100,
    });
    expect(design).not.toHaveProperty('owner');
    expect(design).not.toHaveProperty('targeting');
  });
});

describe('a request to edit', () => {
  it('changes what it names; null takes away', () => {
    expect(changesOf({ name: 'New', layer: null, hypothesis: null, primaryMetric: null })).toEqual({
      name: 'New',
      layer: null,
      hypothesis: '',
      primaryMetric: null,
    });
    expect(variantChanges({ trafficWeight: 3 })).toEqual({ weight: 3 });
  });
});

describe('an override of a unit', () => {
  it('names it by a digest that is its own in each experiment', () => {
    expect(overrideOf('checkout', { unit: 'u1', variant: 'b' })).toEqual({
      id: unitOverrideId('checkout', 'u1'),
      digest: unitDigest('checkout', 'u1'),
      variant: 'b',
    });
    expect(unitDigest('other', 'u1')).not.toBe(unitDigest('checkout', 'u1'));
    expect(unitDigest('checkout', 'u1')).toMatch(/^[0-9a-f]{64}$/);
  });

  it('by a rule has an id that follows from the rule, unless one is given', () => {
    const when = { op: 'exists', attribute: 'a' };
    const { id } = overrideOf('checkout', { when, variant: 'b' });
    expect(id).toMatch(/^rule-[0-9a-f]{32}$/);
    expect(overrideOf('checkout', { when, variant: 'c' }).id).toBe(id);
    expect(overrideOf('checkout', { id: 'staff', when, variant: 'b' }).id).toBe('staff');
  });

  it.each([
    [{ variant: 'b' }],
    [{ variant: 'b', unit: 'u', when: {} }],
    [{ variant: 'b', unit: 'u', id: 'x' }],
  ])('refuses %j', (body) => {
    expect(() => overrideOf('checkout', body)).toThrow('unit: must be given');
  });
});

describe('headers of a command', () => {
  it('win over the body', () => {
    expect(targetOf('a', { expectedVersion: 3 }, { expectedVersion: 2 })).toEqual({
      experiment: 'a',
      expectedVersion: 3,
    });
    expect(targetOf('a', { idempotencyKey: 'k' }, { expectedVersion: 2 })).toEqual({
      experiment: 'a',
      expectedVersion: 2,
      idempotencyKey: 'k',
    });
  });

  it.each(['', 'x'.repeat(256), ['a', 'b']])('refuse the idempotency key %j', (header) => {
    expect(() => idempotencyKeyOf(header)).toThrow('Idempotency-Key');
  });

  it('take any other', () => {
    expect(idempotencyKeyOf('a key of mine')).toBe('a key of mine');
    expect(idempotencyKeyOf(undefined)).toBeUndefined();
  });
});

describe('a schedule', () => {
  it('is kept in UTC', () => {
    expect(scheduleOf({ startAt: '2026-01-05T12:00:00+02:00', endAt: null })).toEqual({
      startAt: '2026-01-05T10:00:00.000Z',
      endAt: null,
      ramp: [],
    });
  });
});
