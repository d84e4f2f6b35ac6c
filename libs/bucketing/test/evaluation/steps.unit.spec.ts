import type { ExperimentDefinition, ExperimentInput, Snapshot } from '../../src/index.js';
import {
  evaluate,
  evaluateExperiment,
  explain,
  explainExperiment,
  snapshotOf,
  unitDigestText,
} from '../../src/index.js';
import { sha256Hex } from '../../src/algorithms/sha256.js';
import { inputFrom, readCases, snapshotFrom } from '../support/case-file.js';
import { assigned, experiment, rollout, unitAt } from '../support/definitions.js';

const UNIT = unitAt(1);
const digest = sha256Hex(unitDigestText('checkout', UNIT));

interface Situation {
  readonly definition: Partial<ExperimentDefinition>;
  readonly input: Partial<ExperimentInput>;
  readonly snapshot: Parameters<typeof snapshotOf>[0];
}

/** What makes each step decide, in the order of the steps. */
const STEPS: readonly (readonly [rule: string, reason: string, situation: Partial<Situation>])[] = [
  ['readable', 'unavailable', { definition: { format: 3 } }],
  ['concluded', 'winner', { definition: { status: 'concluded', winner: 'treatment' } }],
  ['rolled back', 'rolled_back', { definition: { controlOnly: true } }],
  ['paused', 'paused', { definition: { status: 'paused' } }],
  ['started', 'not_started', { definition: { salt: null } }],
  ['available', 'unavailable', { definition: { hashing: { algorithm: 'md5' } } }],
  ['unit given', 'unit_missing', { input: { unit: '' } }],
  ['forced variant', 'override', { input: { forced: 'treatment' } }],
  ['unit override', 'override', { definition: { overrides: { units: [{ digest, variant: 'treatment' }] } } }],
  [
    'rule override',
    'override',
    { definition: { overrides: { rules: [{ when: { op: 'all', rules: [] }, variant: 'treatment' }] } } },
  ],
  [
    'holdout',
    'holdout',
    { snapshot: { holdouts: [{ key: 'all', scope: 'global', salt: 'h', percent: 100 }] } },
  ],
  ['layer', 'not_in_layer', { definition: { layer: { layer: 'pages', salt: 'p', ranges: [] } } }],
  [
    'prerequisites',
    'prerequisite_failed',
    { definition: { prerequisites: [{ flag: 'nowhere', variants: ['on'] }] } },
  ],
  ['targeting', 'targeting_mismatch', { definition: { targeting: { op: 'any', rules: [] } } }],
  ['traffic allocation', 'not_in_traffic', { definition: { trafficAllocation: 0 } }],
  ['sticky assignment', 'sticky', { input: { sticky: assigned('treatment') } }],
];

/** All the situations from this one on at once: this one has to decide before those that come after it. */
function everythingFrom(index: number): Situation {
  const situations = STEPS.slice(index).map(([, , situation]) => situation);
  const overrides = Object.assign({}, ...situations.map(({ definition }) => definition?.overrides ?? {}));
  return {
    definition: Object.assign({}, ...situations.map(({ definition }) => definition ?? {}), { overrides }),
    input: Object.assign({}, ...situations.map(({ input }) => input ?? {})),
    snapshot: Object.assign({}, ...situations.map(({ snapshot }) => snapshot ?? {})),
  };
}

function asked({ definition, input, snapshot }: Situation) {
  const flags = [experiment(definition)];
  return explain(snapshotOf({ ...snapshot, flags, digest: sha256Hex }), 'checkout', { unit: UNIT, ...input });
}

describe('the order of the steps', () => {
  it.each(STEPS.map(([rule, reason], index) => [rule, reason, index] as const))(
    '%s decides (%s) before everything that comes after it',
    (rule, reason, index) => {
      // `concluded` needs a status that `paused` would take away: the later one is given up.
      const later = everythingFrom(index);
      const [, , own] = STEPS[index] ?? ['', '', {}];
      const definition = {
        ...later.definition,
        ...own.definition,
        overrides: later.definition.overrides ?? {},
      };
      const { evaluation, steps } = asked({ ...later, definition });
      expect(evaluation.reason).toBe(reason);
      expect(steps.at(-1)).toMatchObject({ rule, outcome: 'decided' });
    },
  );

  it('ends at the weights, after every step has passed', () => {
    const { evaluation, steps } = explain(snapshotOf({ flags: [experiment()] }), 'checkout', { unit: UNIT });
    expect(evaluation.reason).toBe('split');
    expect(steps.map(({ rule }) => rule)).toEqual(['exists', ...STEPS.map(([rule]) => rule), 'weights']);
    expect(steps.filter(({ outcome }) => outcome === 'decided')).toHaveLength(1);
  });
});

describe('who counts in the analysis', () => {
  it.each(STEPS)('%s (%s) only where chance chose', (_, reason, situation) => {
    const whole = { definition: {}, input: {}, snapshot: {}, ...situation };
    const { evaluation } = asked(whole);
    expect(evaluation).toMatchObject({ reason, inExperiment: reason === 'sticky' });
  });

  it.each([
    [{}, 'split'],
    [{ bandit: true }, 'bandit'],
  ])('%p is drawn with the reason %s', (definition, reason) => {
    expect(evaluateExperiment(experiment(definition), { unit: UNIT })).toMatchObject({
      reason,
      inExperiment: true,
      propensity: 0.5,
    });
  });
});

describe('explanations', () => {
  it('answer every case as its evaluation does', () => {
    for (const { snapshot: stored, flag, input, expected } of readCases().evaluations) {
      const snapshot = snapshotFrom(stored);
      expect(explain(snapshot, flag, inputFrom(input)).evaluation).toEqual(expected);
    }
  });

  it('are plain JSON', () => {
    for (const { snapshot: stored, flag, input } of readCases().evaluations) {
      const found = explain(snapshotFrom(stored), flag, inputFrom(input));
      expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    }
  });

  it('show what each step looked at', () => {
    const definition = experiment({
      layer: { layer: 'pages', salt: 'pages-1', ranges: [{ from: 0, to: 10_000 }] },
      prerequisites: [{ flag: 'search', variants: ['on'] }],
      targeting: {
        op: 'all',
        rules: [
          { op: 'equals', attribute: 'account.country', value: 'DE' },
          { op: 'in_segment', segment: 'germans', hash: 'h1' },
        ],
      },
      overrides: { rules: [{ when: { op: 'exists', attribute: 'tester' }, variant: 'treatment' }] },
    });
    const snapshot: Snapshot = snapshotOf({
      flags: [definition, rollout()],
      holdouts: [{ key: 'all', scope: 'global', salt: 'h', percent: 0 }],
      segments: [
        {
          kind: 'rule',
          key: 'germans',
          hash: 'h1',
          rule: { op: 'equals', attribute: 'account.country', value: 'DE' },
        },
      ],
    });
    const attributes = { account: { country: 'DE', secret: 'x' } };
    const { steps } = explain(snapshot, 'checkout', { unit: UNIT, attributes });
    const inputs = Object.fromEntries(steps.map((step) => [step.rule, step.inputs]));
    expect(inputs).toMatchObject({
      exists: { kind: 'experiment' },
      'rule override': { rules: 1, attributes: {}, rule: null },
      holdout: { holdouts: [{ key: 'all', percent: 0, heldOut: false }] },
      layer: { layer: 'pages', ranges: [{ from: 0, to: 10_000 }], bucket: expect.any(Number) },
      prerequisites: { prerequisites: [{ flag: 'search', variants: ['on'], served: 'on' }] },
      targeting: {
        attributes: { 'account.country': 'DE' },
        segments: [{ segment: 'germans', hash: 'h1', member: true }],
      },
      'traffic allocation': { percent: 100, algorithm: 'murmur3', salt: 'checkout-1' },
    });
  });

  it('say what is missing', () => {
    const targeting = { op: 'in_segment', segment: 'beta', hash: 'h9' } as const;
    const { steps } = explainExperiment(experiment({ targeting, hashing: { algorithm: 'md5' } }), {
      unit: UNIT,
    });
    expect(steps.at(-1)).toEqual({
      rule: 'available',
      outcome: 'decided',
      inputs: { missing: ['segment beta h9', 'algorithm md5'] },
    });
  });

  it('know when there is no such flag', () => {
    expect(explain(snapshotOf({}), 'nowhere', { unit: UNIT })).toEqual({
      evaluation: { kind: 'missing', key: 'nowhere', reason: 'flag_not_found' },
      steps: [{ rule: 'exists', outcome: 'decided', inputs: { kind: null } }],
    });
    expect(evaluate(snapshotOf({}), 'nowhere', { unit: UNIT }).reason).toBe('flag_not_found');
  });
});

describe('an experiment that is over', () => {
  it.each([
    ['concluded', 'treatment', 'treatment', 'winner'],
    ['archived', 'treatment', 'treatment', 'winner'],
    ['concluded', null, 'control', 'no_winner'],
    ['archived', null, 'control', 'no_winner'],
    ['concluded', 'gone', 'control', 'no_winner'],
  ] as const)('%s, its winner %s: serves %s, with the reason %s', (status, winner, variant, reason) => {
    const evaluation = evaluateExperiment(experiment({ status, winner }), { unit: UNIT });
    expect(evaluation).toMatchObject({ variant, reason, inExperiment: false });
  });
});
