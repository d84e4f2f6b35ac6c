import {
  evaluateExperiment,
  evaluateRollout,
  experimentAnswer,
  recordedFacts,
  featureAnswer,
} from '../../src/index.js';
import { assigned, experiment, rollout } from '../support/definitions.js';

const answerOf = (overrides: Parameters<typeof experiment>[0]) => {
  const definition = experiment(overrides);
  return experimentAnswer(definition, evaluateExperiment(definition, { unit: 'u1' }));
};
const listed = rollout({ activation: 'a1', deny: new Set(['d1']) });

describe('answers in the words of OpenFeature', () => {
  it.each([
    ['a split', {}, 'SPLIT'],
    ['a winner', { status: 'concluded', winner: 'treatment' }, 'STATIC'],
    ['a conclusion without a winner', { status: 'concluded', winner: null }, 'DISABLED'],
    ['a pause', { status: 'paused' }, 'DISABLED'],
    ['a rollback', { controlOnly: true }, 'DISABLED'],
    ['a draft', { status: 'draft' }, 'DISABLED'],
    ['being outside of the traffic', { trafficAllocation: 0 }, 'DEFAULT'],
  ] as const)('give %s its reason', (_, overrides, reason) => {
    expect(answerOf(overrides).reason).toBe(reason);
  });

  it.each([false, 0, '', 7, { a: 1 }])('have the config of the variant as their value, also %j', (config) => {
    const variants = [{ key: 'control', isControl: true, weight: 1, config }];
    expect(answerOf({ variants })).toMatchObject({ variant: 'control', value: config });
  });

  it('have one type of value for all variants of an experiment', () => {
    expect(answerOf({ status: 'paused' })).toMatchObject({ variant: 'control', value: {} });
    expect(answerOf({ status: 'draft', variants: [] })).toEqual({
      key: 'checkout',
      reason: 'DISABLED',
      value: null,
      metadata: { kind: 'experiment', reason: 'not_started', inExperiment: false },
    });
  });

  it.each([
    ['on', listed, { unit: 'u1', unitDigest: 'x' }, { value: true, variant: 'on', reason: 'SPLIT' }],
    ['denied', listed, { unit: 'u1', unitDigest: 'd1' }, { value: false, reason: 'TARGETING_MATCH' }],
    ['rolled back', rollout({ status: 'rolled_back' }), { unit: 'u1' }, { value: false, reason: 'DISABLED' }],
  ] as const)('say whether a feature is %s', (_, definition, input, expected) => {
    expect(featureAnswer(evaluateRollout(definition, input))).toMatchObject(expected);
  });

  it('carry the activation that outcomes send back', () => {
    expect(featureAnswer(evaluateRollout(listed, { unit: 'u1', unitDigest: 'x' })).metadata).toEqual({
      kind: 'rollout',
      reason: 'percentage',
      percentage: 100,
      revision: 'r1',
      activation: 'a1',
    });
  });
});

describe('what an exposure says of a decision', () => {
  const factsOf = (overrides: Parameters<typeof experiment>[0], sticky?: ReturnType<typeof assigned>) =>
    recordedFacts(evaluateExperiment(experiment(overrides), { unit: 'u1', sticky }));

  it('is that of the first assignment, also in a later phase', () => {
    expect(factsOf({ phase: 5, weightsChanged: true }, assigned('control'))).toEqual({
      variant: 'control',
      run: 1,
      phase: 3,
      reason: 'sticky',
      propensity: 0.25,
      revision: 'r0',
    });
  });

  it('is certain where nothing was drawn', () => {
    expect(factsOf({ status: 'paused' })).toMatchObject({ reason: 'paused', propensity: 1 });
  });

  it.each([
    ['before the start', { status: 'draft', run: null, phase: null, salt: null }],
    ['outside of the traffic', { trafficAllocation: 0 }],
    ['without variants', { variants: [] }],
  ] as const)('is nothing %s', (_, overrides) => {
    expect(factsOf(overrides)).toBeUndefined();
  });
});
