import { metricFromName } from './metric-from-name.js';
import { metricProblem } from './metric-problem.js';
import { ExperimentMetricSet } from './metric-events.js';
import { dataProblem } from '../envelope/validation.js';
import type { MetricSpec } from './metric-spec.js';

const mean: MetricSpec = {
  key: 'revenue',
  type: 'mean',
  event: 'purchase',
  direction: 'increase',
  windowHours: 72,
};
const ratio: MetricSpec = { ...mean, type: 'ratio', denominator: { event: 'session', measure: 'count' } };

describe('metricFromName', () => {
  it.each([
    ['add_to_cart_rate', 'proportion', 'add_to_cart'],
    ['purchase_value_per_user', 'mean', 'purchase'],
    ['click_count_per_user', 'count', 'click'],
    ['signup', 'proportion', 'signup'],
    ['_rate', 'proportion', '_rate'],
  ])('takes %s for a %s of %s', (name, type, event) => {
    expect(metricFromName(name)).toEqual({
      key: name,
      type,
      event,
      direction: 'increase',
      windowHours: null,
    });
  });
});

describe('metricProblem', () => {
  it.each<[string, MetricSpec]>([
    ['a mean', mean],
    ['a capped mean', { ...mean, cap: { percentile: 0.99 } }],
    ['a ratio', ratio],
    ['an adjusted ratio', { ...ratio, cuped: { preDays: 14 } }],
    ['a retention', { ...mean, type: 'retention', day: 7 }],
    ['a quantile', { ...mean, type: 'quantile', quantile: 0.9 }],
    ['a quantile by country', { ...mean, type: 'quantile', breakdowns: ['country'] }],
  ])('has nothing against %s', (_, spec) => {
    expect(metricProblem(spec)).toBeUndefined();
  });

  it.each<[string, MetricSpec, string]>([
    ['METRIC_DENOMINATOR_MISSING', { ...mean, type: 'ratio' }, 'denominator'],
    ['METRIC_DAY_MISSING', { ...mean, type: 'retention' }, 'day'],
    ['METRIC_FIELD_UNUSED', { ...mean, quantile: 0.5 }, 'quantile'],
    ['METRIC_FIELD_UNUSED', { ...mean, breakdowns: ['country'] }, 'breakdowns'],
    ['METRIC_CAP_UNUSED', { ...mean, type: 'proportion' as const, cap: { value: '5' } }, 'cap'],
    ['METRIC_CUPED_UNUSED', { ...mean, type: 'quantile', cuped: { preDays: 7 } }, 'cuped'],
    ['METRIC_CUPED_ATTRIBUTE', { ...ratio, cuped: { attribute: 'age' } }, 'cuped.attribute'],
    ['METRIC_RANGE_EMPTY', { ...mean, where: { minValue: '2', maxValue: '1' } }, 'where.minValue'],
  ])('answers %s', (code, spec, path) => {
    expect(metricProblem(spec)).toMatchObject({ code, path });
  });
});

describe('the schema of a metric', () => {
  const valid = (metric: unknown): boolean =>
    dataProblem(ExperimentMetricSet, { experiment: 'e', metric }) === undefined;

  it('reads metrics written before there were further fields', () => {
    expect(valid(mean)).toBe(true);
  });

  it.each<[string, object]>([
    ['an unknown operator', { where: { attributes: [{ attribute: 'a', operator: 'like', value: 'x' }] } }],
    ['a percentile that is no fraction', { cap: { percentile: 99 } }],
    ['both kinds of cap', { cap: { percentile: 0.9, value: '1' } }],
    ['an empty attribute path', { cuped: { attribute: 'a..b' } }],
    ['a quantile by the same dimension twice', { type: 'quantile', breakdowns: ['country', 'country'] }],
    ['a field it does not know', { shape: 'round' }],
  ])('refuses %s', (_, field) => {
    expect(valid({ ...mean, ...field })).toBe(false);
  });

  it('takes conditions of every kind', () => {
    const attributes = [
      { attribute: 'plan', operator: 'equals', value: 'pro' },
      { attribute: 'country', operator: 'not_in', value: ['NL', 'BE'] },
      { attribute: 'cart.items', operator: 'at_least', value: 3 },
      { attribute: 'coupon', operator: 'exists' },
    ];
    expect(valid({ ...mean, where: { attributes, minValue: '0.01' } })).toBe(true);
  });
});
