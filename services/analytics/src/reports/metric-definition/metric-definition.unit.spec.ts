import type { MetricSpec } from '@assay/contracts';
import { metric } from '../../../test/support/events.js';
import { metricDefinition } from './metric-definition.js';

const textOf = (rest: Partial<MetricSpec>): string =>
  metricDefinition({ spec: metric('m', { event: 'pay', ...rest }), version: 1 }).text;

describe('the definition of a metric', () => {
  it.each<[Partial<MetricSpec>, string]>([
    [{ type: 'proportion' }, 'units with "pay", from first exposure on'],
    [{ type: 'count', windowHours: 48 }, 'number of "pay" per unit, within 48 h of first exposure'],
    [
      { type: 'mean', windowHours: 24, delayHours: 2, cap: { value: '5' } },
      'sum of the values of "pay" per unit, within 24 h of 2 h after first exposure, capped at 5',
    ],
    [
      {
        type: 'ratio',
        where: { attributes: [{ attribute: 'plan', operator: 'not_in', value: ['pro'] }], minValue: '1' },
        denominator: { event: 'visit' },
        cuped: { preDays: 7 },
      },
      'sum of the values of "pay" where plan not in ["pro"] and value at least 1 over number of "visit", ' +
        'from first exposure on, adjusted by the same over 7 days before',
    ],
    [{ type: 'retention', day: 7 }, 'units with "pay" on day 7, counted from first exposure'],
    [
      { type: 'quantile', quantile: 0.9 },
      '0.9-quantile of the sum of the values of "pay" per unit, from first exposure on',
    ],
    [
      { type: 'quantile', measure: 'count', breakdowns: ['country', 'device.kind'] },
      '0.5-quantile of the number of "pay" per unit, from first exposure on, by country, device.kind as well',
    ],
  ])('%j is told in words', (rest, text) => {
    expect(textOf(rest)).toBe(text);
  });

  it('says that a percentile is no cap yet, and why', () => {
    const spec = metric('m', { type: 'mean', cap: { percentile: 0.99 } });
    expect(metricDefinition({ spec, version: 1 }).cap).toEqual({
      value: null,
      percentile: 0.99,
      reason: expect.stringContaining('not frozen yet'),
    });
  });

  it('says at which percentile a cap was frozen', () => {
    const spec = metric('m', { type: 'mean', cap: { value: '7.25' } });
    expect(metricDefinition({ spec, version: 2, percentile: 0.99 })).toMatchObject({
      cap: { value: '7.25', percentile: 0.99 },
      text: expect.stringMatching(/capped at 7.25 \(percentile 0.99, frozen\)$/),
    });
  });
});
