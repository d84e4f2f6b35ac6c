import { Injectable } from '@nestjs/common';
import type { LiveRelease } from '../release/release-state.js';
import type { SeenSlot } from '../release-outcomes/release-outcome-reader.js';
import type { Judged, Metric, MetricSeries } from './judge-metrics.fold.js';
import { analysedSeries, judgeSeries } from './judge-metrics.fold.js';
import { outcomeSeries } from './outcome-series.fold.js';
import type { Range } from './prometheus.js';
import { Prometheus } from './prometheus.js';
import { SourceFailedError } from './source-failed.error.js';

/** Judges a release by the series of its metrics, wherever they come from. */
@Injectable()
export class MetricJudge {
  constructor(private readonly prometheus: Prometheus) {}

  /** @returns null for a release that has no metrics */
  async judge(
    release: LiveRelease,
    slots: readonly SeenSlot[],
    window: Pick<Range, 'from' | 'to'>,
  ): Promise<Judged | null> {
    const { analysis } = release.design;
    if (analysis === null) return null;
    const range = { ...window, stepMs: analysis.stepMs };
    const series = await Promise.all(
      analysis.metrics.map(async ({ source }) =>
        source.kind === 'outcomes'
          ? outcomeSeries(source.measure, release, slots)
          : this.fromPrometheus(source, range),
      ),
    );
    const analysed = analysedSeries(analysis, series, new Date(window.to).toISOString());
    return { analysed, judgement: judgeSeries(analysed) };
  }

  private async fromPrometheus(
    { canaryQuery, stableQuery }: Extract<Metric['source'], { kind: 'prometheus' }>,
    range: Range,
  ): Promise<MetricSeries> {
    try {
      const [canary, stable] = await Promise.all([
        this.prometheus.range(canaryQuery, range),
        this.prometheus.range(stableQuery, range),
      ]);
      return { canary, stable };
    } catch (error) {
      if (!(error instanceof SourceFailedError)) throw error;
      return { canary: [], stable: [], note: error.message.slice(0, 300) };
    }
  }
}
