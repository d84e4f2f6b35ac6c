import { evaluateExperiment, evaluateRollout } from '@assay/bucketing';
import type { RolloutDefinition } from '@assay/bucketing';
import { runningDefinition } from '../../../test/support/running-definition.js';
import { experimentAnswer, rolloutAnswer } from './ofrep-answer.js';
import { contextOf } from './ofrep-request.js';

const FACTS = { unit: 'u1', time: '2026-01-05T10:00:00.000Z' };

const rollout: RolloutDefinition = {
  kind: 'rollout',
  key: 'search',
  status: 'in_progress',
  salt: 's',
  revision: 'r1',
  percentage: 100,
  activation: 'a1',
  allow: new Set(),
  deny: new Set(['d1']),
};

const experimentReason = (overrides: Parameters<typeof runningDefinition>[0]) => {
  const definition = runningDefinition(overrides);
  return experimentAnswer(definition, evaluateExperiment(definition, { unit: 'u1' }), FACTS).reason;
};

describe('OFREP answers', () => {
  it.each([
    ['a split', {}, 'SPLIT'],
    ['a winner', { status: 'concluded', winner: 'treatment' }, 'STATIC'],
    ['a pause', { status: 'paused' }, 'DISABLED'],
    ['a rollback', { controlOnly: true }, 'DISABLED'],
    ['a draft', { status: 'draft' }, 'DISABLED'],
    ['being outside of the traffic', { trafficAllocation: 0 }, 'DEFAULT'],
  ] as const)('give %s its OpenFeature reason', (_, overrides, reason) => {
    expect(experimentReason(overrides)).toBe(reason);
  });

  it('have one type of value for all variants of an experiment', () => {
    const variants = [
      { key: 'control', isControl: true, weight: 1, config: {} },
      { key: 'treatment', isControl: false, weight: 1, config: { color: 'green' } },
    ];
    const paused = runningDefinition({ status: 'paused', variants });
    const answer = experimentAnswer(paused, evaluateExperiment(paused, { unit: 'u1' }), FACTS);
    expect(answer).toMatchObject({ variant: 'control', value: {} });
    const none = runningDefinition({ status: 'draft', variants: [] });
    expect(experimentAnswer(none, evaluateExperiment(none, { unit: 'u1' }), FACTS)).toEqual({
      key: 'checkout',
      reason: 'DISABLED',
      value: null,
      metadata: { kind: 'experiment', reason: 'not_started', inExperiment: false },
    });
  });

  it.each([
    ['on', rollout, { unit: 'u1', unitDigest: 'x' }, { value: true, variant: 'on', reason: 'SPLIT' }],
    [
      'denied',
      rollout,
      { unit: 'u1', unitDigest: 'd1' },
      { value: false, variant: 'off', reason: 'TARGETING_MATCH' },
    ],
    [
      'rolled back',
      { ...rollout, status: 'rolled_back' as const },
      { unit: 'u1' },
      { value: false, reason: 'DISABLED' },
    ],
  ])('say whether a feature is %s', (_, definition, input, expected) => {
    expect(rolloutAnswer(evaluateRollout(definition, input))).toMatchObject(expected);
  });

  it('carry the activation that outcomes send back', () => {
    const answer = rolloutAnswer(evaluateRollout(rollout, { unit: 'u1', unitDigest: 'x' }));
    expect(answer.metadata).toEqual({
      kind: 'rollout',
      reason: 'percentage',
      percentage: 100,
      revision: 'r1',
      activation: 'a1',
    });
  });
});

describe('the context', () => {
  it('names the unit', () => {
    const context = { targetingKey: 'u1', country: 'NL' };
    expect(contextOf({ context }, 'flag')).toEqual({ unit: 'u1', attributes: context });
  });

  it.each([
    [undefined, 'TARGETING_KEY_MISSING'],
    [{}, 'TARGETING_KEY_MISSING'],
    [{ context: {} }, 'TARGETING_KEY_MISSING'],
    [{ context: { targetingKey: '' } }, 'TARGETING_KEY_MISSING'],
    ['text', 'INVALID_CONTEXT'],
    [{ context: null }, 'INVALID_CONTEXT'],
    [{ context: { targetingKey: 5 } }, 'INVALID_CONTEXT'],
    [{ context: { targetingKey: 'x'.repeat(201) } }, 'INVALID_CONTEXT'],
  ])('of %j is refused with %s', (body, code) => {
    expect(() => contextOf(body, 'flag')).toThrow(
      expect.objectContaining({
        code,
        extensions: expect.objectContaining({ key: 'flag', errorCode: code }),
      }),
    );
  });

  it('of a bulk evaluation is refused without the key of a flag', () => {
    expect(() => contextOf({})).toThrow(
      expect.objectContaining({
        extensions: { errorCode: 'TARGETING_KEY_MISSING', errorDetails: expect.any(String) },
      }),
    );
  });
});
