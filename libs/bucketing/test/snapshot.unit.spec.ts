import type { HoldoutDefinition, Segment } from '../src/index.js';
import { MemberSet, murmur3, snapshotOf } from '../src/index.js';
import { md5 } from '../src/algorithms/md5.js';
import { experiment, rollout } from './support/definitions.js';

const holdout = (key: string, scope: HoldoutDefinition['scope']): HoldoutDefinition => ({
  key,
  scope,
  salt: key,
  percent: 5,
});
const segment = (key: string, hash: string): Segment => ({
  kind: 'list',
  key,
  hash,
  members: MemberSet.of([]),
});

describe('snapshotOf', () => {
  it('finds flags of every kind by key, the last one where a key comes twice', () => {
    const [first, second] = [experiment({ revision: 'r1' }), experiment({ revision: 'r2' })];
    const snapshot = snapshotOf({ flags: [first, rollout(), second] });
    expect(snapshot.flag('checkout')).toBe(second);
    expect(snapshot.flag('search')?.kind).toBe('rollout');
    expect(snapshot.flag('toString')).toBeUndefined();
  });

  it('tells global holdouts from those of groups', () => {
    const snapshot = snapshotOf({ holdouts: [holdout('all', 'global'), holdout('growth', 'group')] });
    expect(snapshot.globalHoldouts().map(({ key }) => key)).toEqual(['all']);
    expect(snapshot.holdout('growth')?.scope).toBe('group');
    expect(snapshot.holdout('none')).toBeUndefined();
  });

  it('finds a segment by key and content', () => {
    const [one, other] = [segment('beta', 'h1'), segment('beta', 'h2')];
    const snapshot = snapshotOf({ segments: [one, other] });
    expect(snapshot.segment('beta', 'h1')).toBe(one);
    expect(snapshot.segment('beta', 'h2')).toBe(other);
    expect(snapshot.segment('beta', 'h3')).toBeUndefined();
  });

  it('always has the built-in algorithm, and those it was given', () => {
    expect(snapshotOf({}).algorithm('murmur3')).toBe(murmur3);
    expect(snapshotOf({}).algorithm('md5')).toBeUndefined();
    expect(snapshotOf({ algorithms: { md5, murmur3: md5 } }).algorithm('md5')).toBe(md5);
    expect(snapshotOf({ algorithms: { md5, murmur3: md5 } }).algorithm('murmur3')).toBe(murmur3);
  });

  it('is empty of nothing', () => {
    const snapshot = snapshotOf({});
    expect([snapshot.flag('a'), snapshot.holdout('a'), snapshot.segment('a', 'h')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(snapshot.globalHoldouts()).toEqual([]);
    expect(snapshot.digest).toBeUndefined();
  });
});
