import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { designOf } from './release-design.js';
import { CreateReleaseDto } from './release.dto.js';

const read = (body: object): CreateReleaseDto => plainToInstance(CreateReleaseDto, body);
const design = (body: object = {}) => designOf(read({ key: 'checkout-2', version: '2.0.0', ...body }));
const nulls = (fields: readonly string[]): object => Object.fromEntries(fields.map((field) => [field, null]));
const problemsOf = (work: () => unknown): readonly object[] => {
  try {
    work();
  } catch (error) {
    return (error as { errors: readonly object[] }).errors;
  }
  return [];
};
const metric = (more: object) => ({ name: 'p99', outcomes: 'latency_p99', ...more });
const analysed = (metrics: readonly object[], more: object = {}) =>
  design({ analysis: { metrics, ...more } });

describe('the design of a release', () => {
  it('has the defaults of the field', () => {
    expect(design()).toEqual({
      key: 'checkout-2',
      name: 'checkout-2',
      version: '2.0.0',
      stableVersion: null,
      features: [],
      routingKey: 'user',
      ramp: [1, 5, 10, 25, 50, 100],
      holdHours: 12,
      autoAdvance: false,
      autoRollback: true,
      slo: { canary: 0.95, production: 0.98 },
      windowMs: 300_000,
      minOutcomes: 100,
      analysis: null,
    });
  });

  it('takes what is given', () => {
    const given = {
      sloThreshold: 0.9,
      productionSloThreshold: 0.99,
      rollbackWindowSeconds: 60,
      ramp: [2, 20],
    };
    expect(design(given)).toMatchObject({
      slo: { canary: 0.9, production: 0.99 },
      windowMs: 60_000,
      ramp: [2, 20],
    });
  });

  it('holds production against no less than its canary', () => {
    expect(design({ sloThreshold: 0.99 }).slo).toEqual({ canary: 0.99, production: 0.99 });
    expect(problemsOf(() => design({ sloThreshold: 0.99, productionSloThreshold: 0.97 }))).toEqual([
      {
        path: 'productionSloThreshold',
        value: 0.97,
        message: 'must be at least sloThreshold, 0.99: production is no laxer than its canary',
      },
    ]);
    expect(problemsOf(() => design({ productionSloThreshold: 0.9 }))).toMatchObject([{ value: 0.9 }]);
  });

  it('takes null as left out', () => {
    const nothing = [
      'ramp',
      'sloThreshold',
      'productionSloThreshold',
      'minOutcomes',
      'holdHours',
      'featureFlags',
    ];
    const body = read({ key: 'checkout-2', version: '2.0.0', ...nulls([...nothing, 'analysis', 'name']) });
    expect(validateSync(body)).toEqual([]);
    expect(designOf(body)).toEqual(design());
  });

  it('has a ramp that goes up', () => {
    expect(problemsOf(() => design({ ramp: [1, 5, 5] }))).toEqual([
      { path: 'ramp[2]', value: 5, message: 'must be above the step before it, 5' },
    ]);
  });

  it.each([
    ['sloThreshold', 1.5],
    ['sloThreshold', '0.9'],
    ['rollbackWindowSeconds', 5],
    ['minOutcomes', 0],
    ['holdHours', -1],
    ['featureFlags', ['a', 'a']],
    ['featureFlags', ['no spaces']],
    ['ramp', [0]],
    ['ramp', [1.5]],
    ['ramp', []],
    ['routingKey', 'colour'],
    ['autoRollback', 'yes'],
  ])('refuses %s of %j', (field, value) => {
    const body = read({ key: 'checkout-2', version: '2.0.0', [field]: value });
    expect(validateSync(body).map(({ property }) => property)).toEqual([field]);
  });
});

describe('the analysis of a release', () => {
  it('has the defaults of the reference', () => {
    expect(analysed([metric({})]).analysis).toEqual({
      metrics: [
        {
          ...{ name: 'p99', group: 'metrics', critical: false, direction: 'increase' },
          source: { kind: 'outcomes', measure: 'latency_p99' },
        },
      ],
      weights: {},
      pass: 95,
      marginal: 75,
      intervalMs: 60_000,
      stepMs: 10_000,
      minPoints: 10,
    });
  });

  it('keeps its lower score below the upper one where only that is given', () => {
    expect(analysed([metric({})], { passScore: 60 }).analysis).toMatchObject({ pass: 60, marginal: 60 });
  });

  it.each<[string, readonly object[], object, string]>([
    ['a metric without a source', [{ name: 'a' }], {}, 'analysis.metrics[0]'],
    [
      'a metric with two sources',
      [metric({ prometheus: { canaryQuery: 'a', stableQuery: 'b' } })],
      {},
      'analysis.metrics[0].outcomes',
    ],
    ['a name that is given twice', [metric({}), metric({})], {}, 'analysis.metrics[1].name'],
    ['a weight of no group', [metric({})], { weights: { other: 10 } }, 'analysis.weights.other'],
    ['a weight that is no number', [metric({})], { weights: { metrics: '10' } }, 'analysis.weights.metrics'],
    [
      'weights above 100',
      [metric({ group: 'a' }), metric({ name: 'b', group: 'b' })],
      { weights: { a: 60, b: 50 } },
      'analysis.weights',
    ],
    [
      'more points than are judged',
      Array.from({ length: 50 }, (_, i) => metric({ name: `m${String(i)}` })),
      { minPoints: 101 },
      'analysis.minPoints',
    ],
    ['a marginal score above the other', [metric({})], { marginalScore: 96 }, 'analysis.marginalScore'],
  ])('refuses %s', (_name, metrics, more, path) => {
    expect(problemsOf(() => analysed(metrics, more))).toMatchObject([{ path }]);
  });
});
