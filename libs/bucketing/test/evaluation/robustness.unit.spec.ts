import fc from 'fast-check';
import type { ExperimentDefinition, TargetingRule } from '../../src/index.js';
import { compileRule, evaluateExperiment, explain, snapshotOf } from '../../src/index.js';
import { experiment } from '../support/definitions.js';

const SEED = 20_240_601;

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom('', '__proto__', 'constructor', 'a.b', Number.NaN, Infinity, -0),
);

const rule = fc.oneof(
  odd,
  fc.record(
    {
      op: fc.constantFrom(
        'all',
        'any',
        'not',
        'exists',
        'equals',
        'in',
        'less_than',
        'matches',
        'in_segment',
      ),
      rules: odd,
      rule: odd,
      attribute: odd,
      value: odd,
      values: odd,
      segment: odd,
      hash: odd,
    },
    { requiredKeys: ['op'] },
  ),
);

describe('evaluation never throws', () => {
  it('whatever a rule and a context look like', () => {
    fc.assert(
      fc.property(rule, odd, fc.string({ unit: 'binary' }), (targeting, attributes, unit) => {
        const definition = experiment({
          targeting: targeting as TargetingRule,
          overrides: { rules: [{ when: targeting as TargetingRule, variant: 'treatment' }] },
        });
        const { evaluation } = explain(snapshotOf({ flags: [definition] }), 'checkout', {
          unit,
          attributes: attributes as Record<string, unknown>,
        });
        expect(['control', 'treatment']).toContain('variant' in evaluation && evaluation.variant);
      }),
      { seed: SEED, numRuns: 3_000 },
    );
  });

  it('whatever numbers a definition has', () => {
    const number = fc.oneof(fc.double(), fc.integer());
    fc.assert(
      fc.property(number, number, number, fc.string(), (trafficAllocation, weight, bucketVersion, unit) => {
        const [control] = experiment().variants;
        const variants = control ? [control, { ...control, key: 'other', isControl: false, weight }] : [];
        const definition = experiment({ trafficAllocation, bucketVersion, variants });
        expect(['control', 'other']).toContain(evaluateExperiment(definition, { unit }).variant);
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });

  it('not even for rules nested a hundred thousand deep', () => {
    let deep: TargetingRule = { op: 'all', rules: [] };
    for (let level = 0; level < 100_000; level += 1) deep = { op: 'not', rule: deep };
    expect(compileRule(deep)).toBeUndefined();
    expect(evaluateExperiment(experiment({ targeting: deep }), { unit: 'u' }).reason).toBe('unavailable');
  });

  it('for a context of a megabyte', () => {
    const attributes = { text: 'x'.repeat(1_000_000), list: new Array<number>(100_000).fill(1) };
    const targeting: TargetingRule = {
      op: 'any',
      rules: [
        { op: 'matches', attribute: 'text', value: '(x+x+)+y' },
        { op: 'version_at_least', attribute: 'text', value: '1.0.0' },
        { op: 'has_any', attribute: 'list', values: [2] },
        { op: 'contains', attribute: 'text', value: 'y' },
      ],
    };
    expect(evaluateExperiment(experiment({ targeting }), { unit: 'u', attributes }).reason).toBe(
      'targeting_mismatch',
    );
  });
});

describe('what cannot be known here', () => {
  const targeting: TargetingRule = { op: 'not', rule: { op: 'in_segment', segment: 'beta', hash: 'h1' } };

  it.each<[string, Partial<ExperimentDefinition>]>([
    ['a segment that has not arrived, also where it is negated', { targeting }],
    ['an operator of a newer version', { targeting: { op: 'near' } as unknown as TargetingRule }],
    ['an algorithm that was not loaded', { hashing: { algorithm: 'unleash' } }],
    ['a newer format', { format: 99 }],
  ])('%s is control, outside of the experiment', (_, definition) => {
    expect(evaluateExperiment(experiment(definition), { unit: 'u' })).toMatchObject({
      variant: 'control',
      reason: 'unavailable',
      inExperiment: false,
    });
  });

  it('a segment whose rule is of a newer version is as if it had not arrived', () => {
    const newer = { op: 'near' } as unknown as TargetingRule;
    const segments = [{ kind: 'rule', key: 'beta', hash: 'h1', rule: newer } as const];
    const found = evaluateExperiment(experiment({ targeting }), { unit: 'u' }, snapshotOf({ segments }));
    expect(found.reason).toBe('unavailable');
  });

  it('is known again as soon as the segment is there', () => {
    const segments = [
      { kind: 'list', key: 'beta', hash: 'h1', members: { size: 0, has: () => false } } as const,
    ];
    const definition = experiment({ targeting });
    expect(evaluateExperiment(definition, { unit: 'u' }).reason).toBe('unavailable');
    expect(evaluateExperiment(definition, { unit: 'u' }, snapshotOf({ segments })).reason).toBe('split');
  });
});
