import { metric } from '../../../test/support/events.js';
import { metricsAtCreation } from './metric-definitions.js';

const keysOf = (
  primaryMetric: ReturnType<typeof metric> | null,
  ...secondaryMetrics: ReturnType<typeof metric>[]
) => metricsAtCreation({ primaryMetric, secondaryMetrics }).map(({ key }) => key);

describe('the metrics of an experiment', () => {
  it('begin with the primary one and keep the order of the others', () => {
    expect(keysOf(metric('p'), metric('z'), metric('a'))).toEqual(['p', 'z', 'a']);
  });

  it('are the secondary ones where there is no primary', () => {
    expect(keysOf(null, metric('a'), metric('b'))).toEqual(['a', 'b']);
  });

  it('are each there once, defined as where they are named first', () => {
    const [first, ...rest] = metricsAtCreation({
      primaryMetric: metric('p', { event: 'first' }),
      secondaryMetrics: [metric('p', { event: 'second' })],
    });
    expect([first?.event, rest]).toEqual(['first', []]);
  });
});
