import type { Prerequisite, RequiredFlag } from '../../src/index.js';
import {
  checkDefinition,
  checkHashing,
  checkLayer,
  checkOverrides,
  checkPrerequisites,
  snapshotOf,
  starvedVariants,
} from '../../src/index.js';
import { growthBookV2 } from '../../src/algorithms/growthbook.js';
import { md5 } from '../../src/algorithms/md5.js';
import { experiment, rollout } from '../support/definitions.js';

const on = (flag: string, ...variants: string[]): Prerequisite => ({ flag, variants });

function flags(graph: Readonly<Record<string, readonly string[]>>) {
  return (key: string): RequiredFlag | undefined => {
    const required = Object.hasOwn(graph, key) ? graph[key] : undefined;
    return required && { variants: ['on'], prerequisites: required.map((flag) => on(flag, 'on')) };
  };
}

describe('checkLayer', () => {
  const part = (name: string, ...ranges: [number, number][]) => ({
    experiment: name,
    ranges: ranges.map(([from, to]) => ({ from, to })),
  });

  it('takes parts that exclude each other, in any order', () => {
    const parts = [part('a', [5_000, 10_000]), part('b', [0, 2_500], [2_500, 5_000])];
    expect(checkLayer(parts)).toEqual([]);
  });

  it('refuses the same range twice', () => {
    expect(checkLayer([part('a', [0, 100]), part('b', [0, 100])])).toEqual([
      {
        code: 'RANGE_REPEATED',
        path: 'layer.b.ranges[0]',
        value: { from: 0, to: 100 },
        message: '0–100 of b and 0–100 of a share buckets',
      },
    ]);
  });

  it('finds every overlap, also with a range before the last one', () => {
    const found = checkLayer([part('a', [0, 5_000]), part('b', [100, 200]), part('c', [4_999, 5_001])]);
    expect(found.map(({ code, path }) => [code, path])).toEqual([
      ['RANGE_OVERLAPS', 'layer.b.ranges[0]'],
      ['RANGE_OVERLAPS', 'layer.c.ranges[0]'],
    ]);
  });

  it('refuses parts that add up to more than the layer', () => {
    expect(checkLayer([part('a', [0, 6_000]), part('b', [4_000, 10_000])])[0]).toEqual({
      code: 'LAYER_OVERFULL',
      path: 'layer',
      value: 120,
      message: 'the parts add up to 120 % of the layer',
    });
  });

  it.each<[number, number]>([
    [-1, 10],
    [10, 10],
    [20, 10],
    [0, 10_001],
    [0.5, 10],
    [0, Number.NaN],
  ])('refuses the range %p to %p', (from, to) => {
    expect(checkLayer([part('a', [from, to])])).toMatchObject([{ code: 'RANGE_INVALID' }]);
  });
});

describe('checkPrerequisites', () => {
  it('takes flags that exist and lead to nobody', () => {
    expect(checkPrerequisites('a', [on('b', 'on')], flags({ b: ['c'], c: [] }))).toEqual([]);
  });

  it.each<[string, readonly Prerequisite[], string, string]>([
    ['an unknown flag', [on('x', 'on')], 'PREREQUISITE_UNKNOWN', 'prerequisites[0].flag'],
    ['an unknown variant', [on('b', 'on', 'blue')], 'VARIANT_UNKNOWN', 'prerequisites[0].variants[1]'],
    ['the experiment itself', [on('b', 'on'), on('a', 'on')], 'PREREQUISITE_ITSELF', 'prerequisites[1].flag'],
  ])('refuses %s', (_, prerequisites, code, path) => {
    expect(checkPrerequisites('a', prerequisites, flags({ b: [] }))).toMatchObject([{ code, path }]);
  });

  it('refuses a cycle and names it', () => {
    const [found] = checkPrerequisites('a', [on('b', 'on')], flags({ b: ['c'], c: ['a'] }));
    expect(found).toMatchObject({ code: 'PREREQUISITE_CYCLE', value: ['a', 'b', 'c', 'a'] });
    expect(found?.message).toBe('a → b → c → a is a cycle');
  });

  it('refuses a chain that is longer than evaluation follows', () => {
    const graph = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [
        `f${String(index)}`,
        index < 19 ? [`f${String(index + 1)}`] : [],
      ]),
    );
    expect(checkPrerequisites('a', [on('f0', 'on')], flags(graph))).toMatchObject([
      { code: 'PREREQUISITE_CHAIN_TOO_LONG' },
    ]);
    expect(checkPrerequisites('a', [on('f10', 'on')], flags(graph))).toEqual([]);
  });

  it('refuses a web that would be evaluated again and again', () => {
    const layers = Array.from({ length: 8 }, (_, index) => {
      const next = String(index + 1);
      const below = index < 7 ? [`l${next}`, `r${next}`] : [];
      return [
        [`l${String(index)}`, below],
        [`r${String(index)}`, below],
      ] as const;
    }).flat();
    const found = checkPrerequisites('a', [on('l0', 'on')], flags(Object.fromEntries(layers)));
    expect(found).toMatchObject([{ code: 'PREREQUISITES_TOO_MANY' }]);
  });
});

describe('checkHashing', () => {
  it.each([
    [{ algorithm: 'murmur3' }],
    [{ algorithm: 'growthbook-v1', gate: 'coverage' }],
    [{ algorithm: 'md5', gate: 'shared', text: '{unit}{salt}' }],
    [{ algorithm: 'sha256', text: '{unit}' }],
  ])('takes %p', (hashing) => {
    expect(checkHashing(hashing)).toEqual([]);
  });

  it.each([
    [{ algorithm: 'crc32' }, 'HASHING_ALGORITHM_UNKNOWN', 'hashing.algorithm'],
    [{ algorithm: 'toString' }, 'HASHING_ALGORITHM_UNKNOWN', 'hashing.algorithm'],
    [{ algorithm: 'md5', gate: 'open' }, 'HASHING_GATE_UNKNOWN', 'hashing.gate'],
    [{ algorithm: 'md5', text: 'unit' }, 'HASHING_TEXT_INVALID', 'hashing.text'],
    [{ algorithm: 'md5', text: '{unit}{unit}' }, 'HASHING_TEXT_INVALID', 'hashing.text'],
    [{ algorithm: 'unleash', text: '{salt}:{unit}' }, 'HASHING_TEXT_INVALID', 'hashing.text'],
  ])('refuses %p', (hashing, code, path) => {
    expect(checkHashing(hashing)).toMatchObject([{ code, path }]);
  });
});

describe('starvedVariants', () => {
  it('warns where one hash for gate and variant starves a variant', () => {
    const definition = experiment({ trafficAllocation: 10, hashing: { algorithm: 'md5' } });
    expect(starvedVariants(definition, md5)).toEqual([{ variant: 'treatment', expected: 0.5, actual: 0 }]);
  });

  it.each([
    ['at full traffic', experiment({ hashing: { algorithm: 'md5' } }), md5],
    [
      'with a gate of its own',
      experiment({ trafficAllocation: 10, hashing: { algorithm: 'md5', gate: 'independent' } }),
      md5,
    ],
    [
      'by coverage',
      experiment({ trafficAllocation: 10, hashing: { algorithm: 'growthbook-v2' } }),
      growthBookV2,
    ],
    ['at no traffic', experiment({ trafficAllocation: 0, hashing: { algorithm: 'md5' } }), md5],
  ])('has nothing to say %s', (_, definition, algorithm) => {
    expect(starvedVariants(definition, algorithm)).toEqual([]);
  });
});

describe('checkOverrides', () => {
  const digest = 'a'.repeat(64);

  it('takes digests and rules with known variants', () => {
    const rules = [{ when: { op: 'exists', attribute: 'tester' } as const, variant: 'treatment' }];
    const units = [{ digest, variant: 'control' }];
    expect(checkOverrides({ units, rules }, ['control', 'treatment'])).toEqual([]);
  });

  it('refuses unknown variants, repeated units, units by name and bad rules', () => {
    const units = [
      { digest, variant: 'control' },
      { digest, variant: 'blue' },
      { digest: 'visitor-1', variant: 'control' },
    ];
    const rules = [{ when: { op: 'equals', attribute: '', value: 1 } as const, variant: 'red' }];
    const found = checkOverrides({ units, rules }, ['control']);
    expect(found.map(({ code, path }) => [code, path])).toEqual([
      ['OVERRIDE_REPEATED', 'overrides.units[1].digest'],
      ['VARIANT_UNKNOWN', 'overrides.units[1].variant'],
      ['OVERRIDE_DIGEST_INVALID', 'overrides.units[2].digest'],
      ['RULE_ATTRIBUTE_INVALID', 'overrides.rules[0].when.attribute'],
      ['VARIANT_UNKNOWN', 'overrides.rules[0].variant'],
    ]);
  });
});

describe('checkDefinition', () => {
  it('takes what can be evaluated with what is there', () => {
    const definition = experiment({ prerequisites: [on('search', 'on')] });
    expect(checkDefinition(definition, snapshotOf({ flags: [definition, rollout()] }))).toEqual([]);
  });

  it('tells of everything that cannot', () => {
    const definition = experiment({
      trafficAllocation: 101,
      variants: [{ key: 'control', isControl: true, weight: 0, config: {} }],
      hashing: { algorithm: 'md5', text: 'x' },
      overrides: { units: [{ digest: 'x', variant: 'control' }] },
      layer: { layer: 'pages', salt: 'l', ranges: [{ from: 0, to: 20_000 }] },
      prerequisites: [on('search', 'maybe')],
      targeting: { op: 'in_segment', segment: 'beta', hash: 'h' },
    });
    const found = checkDefinition(definition, snapshotOf({ flags: [rollout()] }));
    expect(found.map(({ code }) => code)).toEqual([
      'PERCENT_INVALID',
      'WEIGHT_INVALID',
      'HASHING_TEXT_INVALID',
      'OVERRIDE_DIGEST_INVALID',
      'RANGE_INVALID',
      'VARIANT_UNKNOWN',
      'SEGMENT_UNKNOWN',
    ]);
  });
});
