import type { ExperimentDefinition, RolloutDefinition } from '../src/index.js';
import { EXPERIMENT_RULES } from '../src/evaluation/evaluate-experiment.js';
import { RELEASE_RULES } from '../src/evaluation/evaluate-release.js';
import { ROLLOUT_RULES } from '../src/evaluation/evaluate-rollout.js';
import { EXPERIMENT_VIEWS } from '../src/evaluation/explain-experiment.js';
import { RELEASE_VIEWS } from '../src/evaluation/explain-release.js';
import { ROLLOUT_VIEWS } from '../src/evaluation/explain-rollout.js';
import type { RuleSet } from '../src/evaluation/rules.js';
import {
  evaluateExperiment,
  evaluateRollout,
  explainExperiment,
  explainRollout,
  hasUnitLists,
  rolloutDigestText,
} from '../src/index.js';

const experiment: ExperimentDefinition = {
  kind: 'experiment',
  key: 'checkout',
  status: 'paused',
  controlOnly: false,
  winner: null,
  run: 1,
  phase: 1,
  salt: 'checkout-1',
  revision: 'r1',
  trafficAllocation: 100,
  weightsChanged: false,
  variants: [
    { key: 'control', isControl: true, weight: 1, config: {} },
    { key: 'treatment', isControl: false, weight: 1, config: {} },
  ],
};

const rollout: RolloutDefinition = {
  kind: 'rollout',
  key: 'search',
  status: 'in_progress',
  salt: 'search-1',
  revision: 'r1',
  percentage: 0,
  activation: null,
  allow: new Set(['d1']),
  deny: new Set(),
};

describe('explainExperiment', () => {
  it('names the rules that were asked, up to the one that decided', () => {
    const { evaluation, steps } = explainExperiment(experiment, { unit: 'u' });
    expect(evaluation).toEqual(evaluateExperiment(experiment, { unit: 'u' }));
    expect(steps).toEqual([
      { rule: 'readable', outcome: 'passed', inputs: { format: 1, readable: 2 } },
      { rule: 'concluded', outcome: 'passed', inputs: { status: 'paused', winner: null } },
      { rule: 'rolled back', outcome: 'passed', inputs: { controlOnly: false } },
      { rule: 'paused', outcome: 'decided', inputs: { status: 'paused' } },
    ]);
  });

  it('ends at the weights when nothing else decides', () => {
    const { steps } = explainExperiment({ ...experiment, status: 'running' }, { unit: 'u' });
    expect(steps.at(-1)).toEqual({
      rule: 'weights',
      outcome: 'decided',
      inputs: {
        bucket: 3909,
        variants: [
          { variant: 'control', weight: 1, propensity: 0.5 },
          { variant: 'treatment', weight: 1, propensity: 0.5 },
        ],
      },
    });
    expect(steps).toHaveLength(17);
  });
});

describe('explainRollout', () => {
  it('gives the same answer as the evaluation, with its steps', () => {
    const input = { unit: 'u', unitDigest: 'd1' };
    const { evaluation, steps } = explainRollout(rollout, input);
    expect(evaluation).toEqual(evaluateRollout(rollout, input));
    expect(steps.at(-1)).toEqual({ rule: 'allow list', outcome: 'decided', inputs: { digest: 'd1' } });
  });

  it('says which rollouts need a digest, and of what', () => {
    expect(hasUnitLists(rollout)).toBe(true);
    expect(hasUnitLists({ ...rollout, allow: new Set() })).toBe(false);
    expect(rolloutDigestText('search', 'u')).toBe('search:u');
  });
});

describe('evaluation never throws', () => {
  it('answers for odd definitions', () => {
    const odd = { ...experiment, status: 'running' as const, salt: null, trafficAllocation: Number.NaN };
    expect(evaluateExperiment(odd, { unit: 'u' }).reason).toBe('not_started');
    expect(evaluateExperiment({ ...odd, salt: 's' }, { unit: 'u' }).reason).toBe('not_in_traffic');
    expect(
      evaluateRollout({ ...rollout, percentage: Number.NaN }, { unit: 'u', unitDigest: 'x' }).enabled,
    ).toBe(false);
  });
});

describe('the views of rules', () => {
  it.each<[string, RuleSet<never, unknown>, ReadonlyMap<unknown, { readonly name: string }>]>([
    ['an experiment', EXPERIMENT_RULES, EXPERIMENT_VIEWS],
    ['a rollout', ROLLOUT_RULES, ROLLOUT_VIEWS],
    ['a release', RELEASE_RULES, RELEASE_VIEWS],
  ])('of %s are one for each, under names of their own', (_what, { rules, otherwise }, views) => {
    const names = [...rules, otherwise].map((rule) => views.get(rule)?.name);
    expect(names).not.toContain(undefined);
    expect(new Set(names).size).toBe(views.size);
  });
});
