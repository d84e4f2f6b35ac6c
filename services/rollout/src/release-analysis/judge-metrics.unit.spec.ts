import type { ReleaseAnalysis } from '@assay/contracts';
import type { MetricSeries } from './judge-metrics.fold.js';
import { analysedSeries, judgeSeries } from './judge-metrics.fold.js';

type Given = Partial<ReleaseAnalysis['metrics'][number]>;
const analysis = (metrics: readonly Given[], weights: Record<string, number> = {}): ReleaseAnalysis => ({
  metrics: metrics.map((metric, i) => ({
    ...{ name: `m${String(i)}`, group: 'latency', critical: false, direction: 'increase' },
    ...{ source: { kind: 'outcomes', measure: 'latency_p99' }, ...metric },
  })),
  weights,
  pass: 95,
  marginal: 75,
  intervalMs: 60_000,
  stepMs: 10_000,
  minPoints: 10,
});
const judgeMetrics = (...given: readonly [ReleaseAnalysis, readonly MetricSeries[]]) =>
  judgeSeries(analysedSeries(...given, '2026-03-01T00:00:00.000Z'));
const points = (from: number): number[] => Array.from({ length: 30 }, (_, i) => from + ((i * 7) % 30));
const same: MetricSeries = { canary: points(100), stable: points(100) };
const slower: MetricSeries = { canary: points(300), stable: points(100) };
const faster: MetricSeries = { canary: points(100), stable: points(300) };
const little: MetricSeries = { canary: points(100).slice(0, 9), stable: points(100) };

describe('the judgement of metrics', () => {
  it.each<[string, readonly Given[], readonly MetricSeries[], Record<string, number>, string, number | null]>(
    [
      ['all alike', [{}, {}], [same, same], {}, 'pass', 100],
      ['one of two is slower', [{}, {}], [same, slower], {}, 'fail', 50],
      ['one of four is slower', [{}, {}, {}, {}], [same, same, same, slower], {}, 'marginal', 75],
      [
        'a critical one is slower',
        [{}, {}, {}, { critical: true }],
        [same, same, same, slower],
        {},
        'fail',
        0,
      ],
      ['faster is no harm', [{}], [faster], {}, 'pass', 100],
      ['faster is harm where nothing may move', [{ direction: 'either' }], [faster], {}, 'fail', 0],
      ['a light group is slower', [{ group: 'a' }, { group: 'b' }], [same, slower], { a: 96 }, 'pass', 96],
      ['a heavy group is slower', [{ group: 'a' }, { group: 'b' }], [same, slower], { a: 10 }, 'fail', 10],
      ['half without data', [{}, {}], [same, little], {}, 'no_data', null],
      ['less than half without data', [{}, {}, {}], [same, same, little], {}, 'pass', 100],
      [
        'a critical one without data',
        [{}, {}, { critical: true }],
        [same, same, little],
        {},
        'no_data',
        null,
      ],
      ['known bad beside one without data', [{ critical: true }, {}], [slower, little], {}, 'fail', 0],
    ],
  )('%s', (_name, metrics, series, weights, verdict, score) => {
    expect(judgeMetrics(analysis(metrics, weights), series)).toMatchObject({ verdict, score });
  });

  it('says how each metric was classified, on how many points, and why there were none', () => {
    const said = { canary: [], stable: [], note: 'Prometheus did not answer' };
    expect(
      judgeMetrics(analysis([{ name: 'p99' }, { name: 'cpu', group: 'load' }]), [slower, said]).metrics,
    ).toEqual([
      {
        name: 'p99',
        group: 'latency',
        critical: false,
        classification: 'High',
        canaryPoints: 30,
        stablePoints: 30,
      },
      {
        ...{ name: 'cpu', group: 'load', critical: false, classification: 'Nodata' },
        ...{ canaryPoints: 0, stablePoints: 0, note: 'Prometheus did not answer' },
      },
    ]);
  });

  it('rests on the newest points, as many as a certificate holds', () => {
    const many = Array.from({ length: 6_000 }, (_, i) => i);
    const { metrics } = analysedSeries(
      analysis([{}, {}]),
      [{ canary: many, stable: many.slice(0, 10) }, same],
      '2026-03-01T00:00:00.000Z',
    );
    expect(metrics.map(({ canary, stable }) => [canary.length, stable.length])).toEqual([
      [2_500, 10],
      [30, 30],
    ]);
    expect(metrics[0]?.canary.at(-1)).toBe(5_999);
  });
});
