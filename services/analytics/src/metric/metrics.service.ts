import type { MetricCapFrozen, MetricSpec } from '@assay/contracts';
import { derivedId, streamId } from '@assay/contracts';
import type { EventStore } from '@assay/event-store';
import { EVENT_STORE, handle, loadState } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { ExperimentDirectory } from '../experiments/experiment-directory.js';
import type { ReportedExperiment } from '../experiments/reported-experiment.js';
import type { Author } from './author.js';
import { metadataOf } from './author.js';
import { experimentMetricsDecider } from './experiment-metrics.decider.js';
import type {
  ArchiveMetric,
  CountMetricDays,
  DesignMetrics,
  ExperimentMetrics,
  ExperimentMetricsCommand,
  SetMetric,
} from './experiment-metrics.js';
import { frozenKey } from './experiment-metrics.js';
import { KeptHistory } from '../retention/kept-history.js';
import { looksBack } from '../retention/longest-look.js';
import { experimentNotFound, experimentOnItsWay, historyDropped, metricsProblem } from './metric-problems.js';

/** What of a command comes from the caller. */
type Asked<Command> = Omit<Command, 'metadata' | 'experiment' | 'design'>;

/** Sets further metrics of experiments, archives them, has them counted by day, and freezes their caps. */
@Injectable()
export class MetricsService {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly newId: NewId,
    private readonly directory: ExperimentDirectory,
    private readonly history: KeptHistory,
  ) {}

  /** @returns the experiment's further metrics as they are now */
  async set(
    who: Author,
    experiment: string,
    asked: { readonly metric: MetricSpec; readonly reason?: string },
  ): Promise<ExperimentMetrics> {
    const back = looksBack(asked.metric);
    const reach = back === 0 ? Infinity : await this.history.reach(who.project, experiment);
    if (back > reach) throw historyDropped(asked.metric, reach);
    return this.change(who, experiment, { type: 'SetMetric', ...asked });
  }

  archive(
    who: Author,
    experiment: string,
    asked: { readonly metric: string; readonly reason?: string },
  ): Promise<ExperimentMetrics> {
    return this.change(who, experiment, { type: 'ArchiveMetric', ...asked });
  }

  countDays(
    who: Author,
    experiment: string,
    asked: { readonly metric: string; readonly days: number; readonly reason?: string },
  ): Promise<ExperimentMetrics> {
    return this.change(who, experiment, { type: 'CountMetricDays', ...asked });
  }

  async further(project: string, experiment: string): Promise<ExperimentMetrics> {
    await this.known(project, experiment);
    return (await loadState(experimentMetricsDecider, this.store, streamOf(project, experiment))).state;
  }

  /** Freezes a cap, once: whichever process comes first. */
  async freezeCap(project: string, version: number, data: MetricCapFrozen['data']): Promise<boolean> {
    const stream = streamOf(project, data.experiment);
    const id = derivedId('cap', stream, frozenKey(data), String(version));
    const metadata = metadataOf({ project, actor: 'system:analytics' }, stream, {
      id,
      now: this.clock.now(),
    });
    const handled = await handle(experimentMetricsDecider, this.store, stream, {
      type: 'FreezeCap',
      metadata,
      data,
    });
    return handled.outcome === 'accepted' && !handled.repeated;
  }

  private async change(
    who: Author,
    experiment: string,
    asked: Asked<SetMetric> | Asked<ArchiveMetric> | Asked<CountMetricDays>,
  ): Promise<ExperimentMetrics> {
    const design = designOf(await this.known(who.project, experiment));
    const stream = streamOf(who.project, experiment);
    const metadata = metadataOf(who, stream, { id: this.newId(), now: this.clock.now() });
    const command: ExperimentMetricsCommand = { ...asked, metadata, experiment, design };
    const handled = await handle(experimentMetricsDecider, this.store, stream, command);
    if (handled.outcome === 'refused' && handled.refusal.code !== 'METRIC_UNCHANGED')
      throw metricsProblem(handled.refusal);
    return handled.state;
  }

  private async known(project: string, experiment: string): Promise<ReportedExperiment> {
    const known = await this.directory.awaited(project, experiment, this.clock.now());
    if (known === 'on its way') throw experimentOnItsWay(experiment);
    if (known === undefined) throw experimentNotFound(experiment);
    return known;
  }
}

const streamOf = (project: string, experiment: string): string =>
  streamId(project, 'experiment-metrics', experiment);

/** Nobody may move the goal posts: the primary metric, and what pauses the experiment. */
function designOf({ metrics, primaryMetric, guardrails }: ReportedExperiment): DesignMetrics {
  const guarding = guardrails.flatMap((one) => (one.kind === 'metric' ? [one.metric.key] : []));
  return { metrics, decisive: primaryMetric === null ? guarding : [primaryMetric, ...guarding] };
}
