import type { MetricSpec } from '@assay/contracts';
import { metric } from '../../test/support/events.js';
import { experimentMetricsDecider } from './experiment-metrics.decider.js';
import type {
  ArchiveMetric,
  CountMetricDays,
  ExperimentMetrics,
  ExperimentMetricsCommand,
  ExperimentMetricsEvent,
  FreezeCap,
  SetMetric,
} from './experiment-metrics.js';

const metadata = {
  id: '0195507f-9c00-7000-8000-000000000001',
  source: 'analytics',
  subject: 'default/experiment-metrics/e',
  time: '2026-03-01T10:00:00.000Z',
  project: 'default',
  actor: 'user:ada',
  correlationid: 'c',
};
const design = {
  metrics: [metric('bought'), metric('seen'), metric('errors')],
  decisive: ['bought', 'errors'],
};
const about = { metadata, experiment: 'e', design };
const set = (spec: MetricSpec): SetMetric => ({
  ...about,
  type: 'SetMetric',
  metric: spec,
});
const archive = (key: string): ArchiveMetric => ({ ...about, type: 'ArchiveMetric', metric: key });
const countDays = (key: string, days = 14): CountMetricDays => ({
  ...about,
  type: 'CountMetricDays',
  metric: key,
  days,
});
const freeze = (cap: string): FreezeCap => ({
  type: 'FreezeCap',
  metadata,
  data: { experiment: 'e', metric: 'spent', percentile: 0.99, cap, units: 1_000 },
});
const decider = experimentMetricsDecider;
const { initial } = decider;

function after(...commands: readonly ExperimentMetricsCommand[]): ExperimentMetrics {
  return commands.reduce((state, command) => {
    const decision = decider.decide(command, state);
    const events: readonly ExperimentMetricsEvent[] = decision.outcome === 'accepted' ? decision.events : [];
    return events.reduce((current, event) => decider.evolve(current, event), state);
  }, initial);
}
const refusalOf = (command: ExperimentMetricsCommand, state = initial) => {
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
    const denominator = { ...freeze('3'), data: { ...freeze('3').data, part: 'denominator' as const } };
    expect(after(freeze('12.5'), denominator).frozen).toEqual({ spent: '12.5', 'spent/denominator': '3' });
    const state = after(
      freeze('12.5'),
      denominator,
      set(metric('spent', { type: 'mean', cap: { percentile: 0.9 } })),
    );
    expect(state.frozen).toEqual({});
    expect(refusalOf(freeze('9'), state)).toBeUndefined();
  });
});

describe('a metric that is archived', () => {
  it('is one of the experiment, and decides nothing', () => {
    expect(after(archive('seen')).archived).toEqual(['seen']);
    expect(refusalOf(archive('bought'))).toEqual({ code: 'METRIC_IS_DECISIVE', metric: 'bought' });
    expect(refusalOf(archive('other'))).toEqual({
      code: 'METRIC_NOT_FOUND',
      metric: 'other',
      known: ['bought', 'seen', 'errors'],
    });
  });

  it('is archived once, and comes back when it is set, also as it was', () => {
    const archived = after(archive('seen'));
    expect(refusalOf(archive('seen'), archived)).toEqual({ code: 'METRIC_UNCHANGED' });
    expect(after(archive('seen'), set(metric('seen'))).archived).toEqual([]);
  });
});

describe('counting a metric by day', () => {
  it('is for any that adds up over days, those that decide included', () => {
    expect(after(countDays('bought'), countDays('seen', 7)).days).toEqual({ bought: 14, seen: 7 });
  });

  it('only ever has more days', () => {
    const state = after(countDays('bought', 7));
    expect(refusalOf(countDays('bought', 7), state)).toEqual({ code: 'METRIC_UNCHANGED' });
    expect(refusalOf(countDays('bought', 5), state)).toEqual({ code: 'METRIC_UNCHANGED' });
    expect(after(countDays('bought', 7), countDays('bought', 21)).days).toEqual({ bought: 21 });
  });

  it.each([
    ['a median', metric('m', { type: 'quantile' }), 'METRIC_HAS_NO_DAYS'],
    ['a retention', metric('m', { type: 'retention', day: 1 }), 'METRIC_HAS_NO_DAYS'],
    ['a window of two days', metric('m', { windowHours: 48 }), 'METRIC_WINDOW_TOO_SHORT'],
  ])('is refused for %s', (_, spec, code) => {
    expect(refusalOf(countDays('m'), after(set(spec)))).toMatchObject({ code });
  });

  it('is refused for a metric that is not there, or is archived', () => {
    expect(refusalOf(countDays('other'))).toMatchObject({ code: 'METRIC_NOT_FOUND' });
    expect(refusalOf(countDays('seen'), after(archive('seen')))).toMatchObject({
      code: 'METRIC_NOT_FOUND',
      known: ['bought', 'errors'],
    });
  });

  it('is for five metrics at most', () => {
    const keys = ['a', 'b', 'c', 'd', 'e'];
    const five = after(...keys.flatMap((key) => [set(metric(key)), countDays(key)]));
    expect(refusalOf(countDays('bought'), five)).toEqual({
      ...{ code: 'TOO_MANY_METRICS_BY_DAY', most: 5, counted: keys },
    });
    expect(refusalOf(countDays('a', 20), five)).toBeUndefined();
  });
});
