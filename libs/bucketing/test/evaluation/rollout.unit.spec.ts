import type { RolloutDefinition, RolloutInput } from '../../src/index.js';
import {
  evaluate,
  evaluateRollout,
  explain,
  explainRollout,
  rolloutDigestText,
  snapshotOf,
} from '../../src/index.js';
import { sha256Hex } from '../../src/algorithms/sha256.js';
import { rollout, unitAt } from '../support/definitions.js';

const digest = sha256Hex(rolloutDigestText('search', 'u'));
const lists = { allow: new Set([digest]), deny: new Set([digest]) };

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
  ['deny list', 'denied', false, lists, {}],
  ['allow list', 'allowed', true, { allow: lists.allow, percentage: 0 }, {}],
  ['percentage', 'percentage', true, {}, {}],
];

describe('the steps of a rollout', () => {
  it.each(STEPS)(
    '%s decides (%s) before everything that comes after it',
    (rule, reason, enabled, change, input) => {
      const asked = { unit: 'u', unitDigest: digest, ...input };
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
