import type { MetricSpec } from '@assay/contracts';
import { metric } from '../../test/support/events.js';
import type {
  ExperimentMetrics,
  ExperimentMetricsEvent,
  FreezeCap,
  SetMetric,
} from './experiment-metrics.decider.js';
import { experimentMetricsDecider } from './experiment-metrics.decider.js';

const metadata = {
  id: '0195507f-9c00-7000-8000-000000000001',
  source: 'analytics',
  subject: 'default/experiment-metrics/e',
  time: '2026-03-01T10:00:00.000Z',
  project: 'default',
  actor: 'user:ada',
  correlationid: 'c',
};
const DESIGN = [metric('bought'), metric('seen'), metric('errors')];
const set = (spec: MetricSpec): SetMetric => ({
  type: 'SetMetric',
  metadata,
  experiment: 'e',
  metric: spec,
  design: DESIGN,
  decisive: ['bought', 'errors'],
});
const freeze = (cap: string): FreezeCap => ({
  type: 'FreezeCap',
  metadata,
  data: { experiment: 'e', metric: 'spent', percentile: 0.99, cap, units: 1_000 },
});
const decider = experimentMetricsDecider;
const { initial } = decider;

function after(...commands: readonly (SetMetric | FreezeCap)[]): ExperimentMetrics {
  return commands.reduce((state, command) => {
    const decision = decider.decide(command, state);
    const events: readonly ExperimentMetricsEvent[] = decision.outcome === 'accepted' ? decision.events : [];
    return events.reduce((current, event) => decider.evolve(current, event), state);
  }, initial);
}
const refusalOf = (command: SetMetric | FreezeCap, state = initial) => {
  const decision = decider.decide(command, state);
  return decision.outcome === 'refused' ? decision.refusal : undefined;
};

describe('further metrics of an experiment', () => {
  it('are added, and defined anew', () => {
    const spent = metric('spent', { type: 'mean', event: 'buy' });
    const capped = { ...spent, cap: { percentile: 0.99 } };
    expect(after(set(spent), set(capped)).metrics).toEqual({ spent: capped });
  });

  it('may replace a secondary metric of the design', () => {
    expect(refusalOf(set(metric('seen', { windowHours: 24 })))).toBeUndefined();
  });

  it.each(['bought', 'errors'])('never touch %s, on which is decided', (key) => {
    expect(refusalOf(set(metric(key, { windowHours: 24 })))).toEqual({
      code: 'METRIC_IS_DECISIVE',
      metric: key,
    });
  });

  it('are refused where they make no sense', () => {
    expect(refusalOf(set(metric('r', { type: 'ratio' })))).toMatchObject({
      code: 'METRIC_MAKES_NO_SENSE',
      problem: { code: 'METRIC_DENOMINATOR_MISSING' },
    });
  });

  it('are left alone when they are defined like this already', () => {
    expect(refusalOf(set(metric('seen')))).toEqual({ code: 'METRIC_UNCHANGED' });
    expect(refusalOf(set(metric('new')), after(set(metric('new'))))).toEqual({ code: 'METRIC_UNCHANGED' });
  });

  it('are a hundred at most, the design included', () => {
    const many = after(...Array.from({ length: 97 }, (_, number) => set(metric(`m${String(number)}`))));
    expect(refusalOf(set(metric('one-more')), many)).toEqual({ code: 'TOO_MANY_METRICS', most: 100 });
    expect(refusalOf(set(metric('m5', { windowHours: 1 })), many)).toBeUndefined();
  });
});

describe('a cap', () => {
  it('is frozen once', () => {
    const state = after(freeze('12.5'));
    expect(state.frozen).toEqual({ spent: '12.5' });
    expect(refusalOf(freeze('13'), state)).toEqual({ code: 'CAP_ALREADY_FROZEN', cap: '12.5' });
  });

  it('is computed anew when its metric is defined anew', () => {
    const state = after(freeze('12.5'), set(metric('spent', { type: 'mean', cap: { percentile: 0.9 } })));
    expect(refusalOf(freeze('9'), state)).toBeUndefined();
  });
});
