import type { ExperimentDefinition, SnapshotParts } from '../../src/index.js';
import { MemberSet, needsStickyStore, readAttributes, remoteReasons, snapshotOf } from '../../src/index.js';
import { experiment, rollout } from '../support/definitions.js';

const list = { kind: 'list', key: 'beta', hash: 'h1', members: MemberSet.of(['a']) } as const;
const byRule = {
  kind: 'rule',
  key: 'germans',
  hash: 'h2',
  rule: { op: 'equals', attribute: 'country', value: 'DE' },
} as const;
const inList = { op: 'in_segment', segment: 'beta', hash: 'h1' } as const;
const inRule = { op: 'in_segment', segment: 'germans', hash: 'h2' } as const;

const reasons = (definition: Partial<ExperimentDefinition>, parts: SnapshotParts = {}) =>
  remoteReasons(experiment(definition), snapshotOf({ segments: [list, byRule], ...parts }));

describe('remoteReasons', () => {
  it.each<[string, Partial<ExperimentDefinition>, readonly string[]]>([
    ['a plain experiment', {}, []],
    ['changed weights', { weightsChanged: true }, ['weights']],
    ['a bandit', { bandit: true }, ['bandit']],
    ['a list of members', { targeting: inList }, ['segment']],
    ['a list in an override', { overrides: { rules: [{ when: inList, variant: 'control' }] } }, ['segment']],
    ['a segment by rule', { targeting: inRule }, []],
    ['changed weights of a paused one', { weightsChanged: true, status: 'paused' }, []],
    ['a winner', { weightsChanged: true, status: 'concluded' }, []],
  ])('of %s', (_, definition, expected) => {
    expect(reasons(definition)).toEqual(expected);
  });

  it('follow prerequisites, and end in a circle', () => {
    const other = experiment({ key: 'other', bandit: true });
    const prerequisites = [{ flag: 'other', variants: ['control'] }];
    expect(reasons({ prerequisites }, { flags: [other] })).toEqual(['prerequisite']);
    const circle = experiment({ key: 'other', prerequisites: [{ flag: 'other', variants: ['control'] }] });
    expect(reasons({ prerequisites }, { flags: [circle] })).toEqual([]);
    expect(
      reasons({ prerequisites: [{ flag: 'search', variants: ['on'] }] }, { flags: [rollout()] }),
    ).toEqual([]);
  });
});

describe('needsStickyStore', () => {
  it('where earlier assignments are not in the hash', () => {
    expect(needsStickyStore(experiment())).toBe(false);
    expect(needsStickyStore(experiment({ weightsChanged: true }))).toBe(true);
    expect(needsStickyStore(experiment({ bandit: true }))).toBe(true);
  });
});

describe('readAttributes', () => {
  const attributes = { country: 'DE', mail: 'x@y.z', account: { tier: 'gold', name: 'n' }, tester: true };
  const snapshot = snapshotOf({ segments: [{ ...list, attribute: 'account.tier' }, byRule] });

  it('keeps what rules, overrides and segments read, and nothing else', () => {
    const definition = experiment({
      targeting: { op: 'all', rules: [inList, inRule, { op: 'exists', attribute: 'missing' }] },
      overrides: { rules: [{ when: { op: 'exists', attribute: 'tester' }, variant: 'control' }] },
    });
    expect(readAttributes(definition, attributes, snapshot)).toEqual({
      'account.tier': 'gold',
      country: 'DE',
      tester: true,
    });
  });

  it('is nothing where nothing was asked', () => {
    expect(readAttributes(experiment(), attributes, snapshot)).toEqual({});
    expect(readAttributes(experiment({ targeting: inRule }), undefined, snapshot)).toEqual({});
  });
});
