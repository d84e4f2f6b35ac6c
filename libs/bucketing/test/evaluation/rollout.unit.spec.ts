import type { RolloutDefinition, RolloutInput, Segment } from '../../src/index.js';
import {
  evaluate,
  evaluateRollout,
  explain,
  explainRollout,
  MemberSet,
  remoteReasons,
  rolloutDigestText,
  snapshotOf,
} from '../../src/index.js';
import { sha256Hex } from '../../src/algorithms/sha256.js';
import { rollout, unitAt } from '../support/definitions.js';

const digest = sha256Hex(rolloutDigestText('search', 'u'));
const lists = { allow: new Set([digest]), deny: new Set([digest]) };

const content = (segment: string) => ({ segment, hash: `hash of ${segment}` });
const list = (key: string, ...members: readonly string[]): Segment => ({
  ...{ kind: 'list', key, hash: content(key).hash, members: MemberSet.of(members) },
});
const dutch: Segment = {
  ...{ kind: 'rule', key: 'dutch', hash: content('dutch').hash },
  rule: { op: 'equals', attribute: 'country', value: 'NL' },
};
const known = snapshotOf({ segments: [list('vip', 'u', 'v'), list('banned', 'v'), list('nobody'), dutch] });

const find: RolloutInput['segment'] = (key, hash) => known.segment(key, hash);

type Step = readonly [
  rule: string,
  reason: string,
  enabled: boolean,
  change: Partial<RolloutDefinition>,
  input: Partial<RolloutInput>,
];

/** What makes each step decide, in the order of the steps. */
const STEPS: readonly Step[] = [
  ['rolled back', 'rolled_back', false, { status: 'rolled_back', ...lists }, {}],
  ['started', 'not_started', false, { status: 'planned', ...lists }, {}],
  ['unit given', 'unit_missing', false, lists, { unit: '' }],
  ['digest given', 'digest_missing', false, lists, { unitDigest: undefined }],
  ['available', 'unavailable', false, { ...lists, segments: { only: [content('gone')] } }, {}],
  ['deny list', 'denied', false, lists, {}],
  ['allow list', 'allowed', true, { allow: lists.allow, percentage: 0 }, {}],
  ['audience', 'not_in_audience', false, { segments: { only: [content('nobody')] } }, {}],
  ['percentage', 'percentage', true, {}, {}],
];

describe('the steps of a rollout', () => {
  it.each(STEPS)(
    '%s decides (%s) before everything that comes after it',
    (rule, reason, enabled, change, input) => {
      const asked = { unit: 'u', unitDigest: digest, segment: find, ...input };
      const { evaluation, steps } = explainRollout(rollout(change), asked);
      expect(evaluation).toMatchObject({ kind: 'rollout', reason, enabled });
      expect(evaluateRollout(rollout(change), asked)).toEqual(evaluation);
      const before = STEPS.map(([name]) => name);
      expect(steps.map((step) => step.rule)).toEqual(before.slice(0, before.indexOf(rule) + 1));
      expect(steps.at(-1)?.outcome).toBe('decided');
    },
  );

  const live = { version: '1.0', activation: 'live-activation' };

  it('everyone outside of the percentage has the live version, with an activation of its own', () => {
    const next = rollout({ percentage: 10, version: '2.0', activation: 'next', live });
    const answers = Array.from({ length: 1_000 }, (_, index) =>
      evaluateRollout(next, { unit: unitAt(index) }),
    );
    const [newer, older] = [
      answers.filter(({ version }) => version === '2.0'),
      answers.filter(({ version }) => version === '1.0'),
    ];
    expect(newer.length + older.length).toBe(1_000);
    expect(newer.length).toBeGreaterThan(60);
    expect(newer.length).toBeLessThan(140);
    expect(newer[0]).toMatchObject({ enabled: true, reason: 'percentage', activation: 'next' });
    expect(older[0]).toMatchObject({ enabled: true, reason: 'live', activation: 'live-activation' });
  });

  it('after a rollback everyone has the live version, the allow list too, and the deny list nothing', () => {
    const back = rollout({ status: 'rolled_back', percentage: 0, live, allow: lists.allow });
    const asked = { unit: 'u', unitDigest: digest };
    expect(evaluateRollout(back, asked)).toMatchObject({ enabled: true, reason: 'live', version: '1.0' });
    const denied = { ...back, deny: lists.deny };
    expect(evaluateRollout(denied, asked)).toMatchObject({ enabled: false, reason: 'denied' });
  });

  it.each(['in_progress', 'paused', 'completed'] as const)(
    'a rollout that is %s goes by its percentage',
    (status) => {
      const given = rollout({ status, percentage: 50 });
      const on = Array.from({ length: 1_000 }, (_, index) => unitAt(index)).filter(
        (unit) => evaluateRollout(given, { unit }).enabled,
      );
      expect(on.length).toBeGreaterThan(440);
      expect(on.length).toBeLessThan(560);
    },
  );

  it('turns nobody off while the percentage grows', () => {
    for (let index = 0; index < 2_000; index += 1) {
      const on = [1, 10, 50, 100].map(
        (percentage) => evaluateRollout(rollout({ percentage }), { unit: unitAt(index) }).enabled,
      );
      expect(on).toEqual(on.toSorted());
    }
  });

  it('shows the bucket and the percentage', () => {
    const { steps } = explainRollout(rollout({ percentage: 20 }), { unit: 'u' });
    expect(steps.at(-1)?.inputs).toEqual({ percentage: 20, bucket: expect.any(Number) });
  });
});

describe('segments of a rollout', () => {
  const given = rollout({ percentage: 0, activation: 'a1' });
  const told = (change: Partial<RolloutDefinition>, unit: string, attributes = {}) => {
    const flag = { ...given, ...change };
    const segments = [list('vip', 'u', 'v'), list('banned', 'v'), dutch];
    return evaluate(snapshotOf({ flags: [flag], segments, digest: sha256Hex }), 'search', {
      unit,
      attributes,
    });
  };

  it('are on for their units at any percentage, off for those that are denied, whatever else allows them', () => {
    const segments = { allow: [content('vip')], deny: [content('banned')] };
    expect(told({ segments }, 'u')).toMatchObject({ enabled: true, reason: 'allowed' });
    expect(told({ segments }, 'v')).toMatchObject({ enabled: false, reason: 'denied' });
    expect(told({ segments, percentage: 100 }, 'stranger')).toMatchObject({ reason: 'percentage' });
    const byName = new Set([sha256Hex(rolloutDigestText('search', 'v'))]);
    expect(told({ segments, allow: byName }, 'v')).toMatchObject({ reason: 'denied' });
  });

  it('keep a feature to their units, by attributes as well, but for those who are allowed by name', () => {
    const change = { percentage: 100, segments: { only: [content('vip'), content('dutch')] } };
    expect(told(change, 'u')).toMatchObject({ enabled: true, reason: 'percentage' });
    expect(told(change, 'w', { country: 'NL' })).toMatchObject({ enabled: true });
    expect(told(change, 'w', { country: 'BE' })).toMatchObject({ enabled: false, reason: 'not_in_audience' });
    const byName = new Set([sha256Hex(rolloutDigestText('search', 'w'))]);
    expect(told({ ...change, allow: byName }, 'w')).toMatchObject({ enabled: true, reason: 'allowed' });
    const live = { version: '1.0', activation: 'live' };
    expect(told({ ...change, live }, 'w')).toMatchObject({ enabled: false, reason: 'not_in_audience' });
  });

  it('whose content is not here leave it off, before anything else may turn it on', () => {
    const segments = { deny: [content('gone')], allow: [content('vip')] };
    expect(told({ segments }, 'u')).toMatchObject({ enabled: false, reason: 'unavailable' });
    expect(evaluateRollout({ ...given, segments }, { unit: 'u' }).reason).toBe('unavailable');
  });

  it('give the activation to those who have the feature alone', () => {
    const segments = { allow: [content('vip')] };
    expect(told({ segments }, 'u')).toMatchObject({ activation: 'a1' });
    expect(told({ segments }, 'w')).toMatchObject({ enabled: false, activation: null });
    expect(told({}, 'w')).toMatchObject({ enabled: false, activation: 'a1' });
  });

  it('show which of them were asked', () => {
    const { steps } = explainRollout(
      { ...given, segments: { deny: [content('banned')], only: [content('dutch')] } },
      { unit: 'v', segment: find },
    );
    expect(steps.at(-1)).toEqual({
      ...{ rule: 'deny list', outcome: 'decided' },
      inputs: { digest: null, segments: ['banned'], inSegment: true },
    });
  });

  it('that are lists are the gateway’s to ask, those that are rules anybody’s', () => {
    const reasons = (key: string) => remoteReasons({ ...given, segments: { only: [content(key)] } }, known);
    expect([reasons('vip'), reasons('dutch'), remoteReasons(given, known)]).toEqual([['segment'], [], []]);
  });
});

describe('a rollout in a snapshot', () => {
  const given = rollout({ deny: new Set([digest]) });

  it('has its digest worked out, where lists need one', () => {
    const snapshot = snapshotOf({ flags: [given], digest: sha256Hex });
    expect(evaluate(snapshot, 'search', { unit: 'u' }).reason).toBe('denied');
    expect(evaluate(snapshot, 'search', { unit: 'other' }).reason).toBe('percentage');
    expect(explain(snapshot, 'search', { unit: 'u' }).evaluation.reason).toBe('denied');
  });

  it('takes the digest that is given', () => {
    const snapshot = snapshotOf({ flags: [given] });
    expect(evaluate(snapshot, 'search', { unit: 'u', unitDigest: digest }).reason).toBe('denied');
    expect(evaluate(snapshot, 'search', { unit: 'u' }).reason).toBe('digest_missing');
  });

  it('carries its activation, whatever it says', () => {
    const activation = '0192a000-0000-7000-8000-000000000001';
    const snapshot = snapshotOf({ flags: [rollout({ activation, revision: 'r9' })] });
    expect(evaluate(snapshot, 'search', { unit: 'u' })).toEqual({
      kind: 'rollout',
      key: 'search',
      enabled: true,
      reason: 'percentage',
      percentage: 100,
      activation,
      revision: 'r9',
    });
  });
});
