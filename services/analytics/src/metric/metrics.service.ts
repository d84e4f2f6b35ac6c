import type { Principal } from '@assay/auth';
import type { DimensionRegistered, EventMetadata, MetricCapFrozen, MetricSpec } from '@assay/contracts';
import { derivedId, streamId } from '@assay/contracts';
import type { EventStore } from '@assay/event-store';
import { EVENT_STORE, handle, loadState } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { ExperimentDirectory } from '../experiments/experiment-directory.js';
import type { ReportedExperiment } from '../experiments/reported-experiment.js';
import type { Dimensions } from './dimensions.decider.js';
import { dimensionsDecider } from './dimensions.decider.js';
import type { ExperimentMetrics } from './experiment-metrics.decider.js';
import { experimentMetricsDecider } from './experiment-metrics.decider.js';
import {
  dimensionProblem,
  experimentNotFound,
  experimentOnItsWay,
  metricsProblem,
} from './metric-problems.js';

type Owner = Pick<Principal, 'project' | 'actor'>;
const ALL_DIMENSIONS = 'all';

/** Sets further metrics of experiments, freezes their caps, and registers dimensions. */
@Injectable()
export class MetricsService {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly newId: NewId,
    private readonly directory: ExperimentDirectory,
  ) {}

  /** @returns the experiment's further metrics as they are now */
  async set(
    who: Owner,
    experiment: string,
    { metric, reason }: { readonly metric: MetricSpec; readonly reason?: string },
  ): Promise<ExperimentMetrics> {
    const known = await this.directory.awaited(who.project, experiment, this.clock.now());
    if (known === 'on its way') throw experimentOnItsWay(experiment);
    if (known === undefined) throw experimentNotFound(experiment);
    const stream = streamId(who.project, 'experiment-metrics', experiment);
    const handled = await handle(experimentMetricsDecider, this.store, stream, {
      type: 'SetMetric',
      metadata: this.metadata(who, stream, this.newId()),
      experiment,
      metric,
      design: known.metrics,
      decisive: decisiveIn(known),
      ...(reason === undefined ? {} : { reason }),
    });
    if (handled.outcome === 'refused' && handled.refusal.code !== 'METRIC_UNCHANGED')
      throw metricsProblem(handled.refusal);
    return handled.state;
  }

  async further(project: string, experiment: string): Promise<ExperimentMetrics> {
    const stream = streamId(project, 'experiment-metrics', experiment);
    return (await loadState(experimentMetricsDecider, this.store, stream)).state;
  }

  /** Freezes a cap, once: whichever process comes first. */
  async freezeCap(project: string, version: number, data: MetricCapFrozen['data']): Promise<boolean> {
    const stream = streamId(project, 'experiment-metrics', data.experiment);
    const id = derivedId('cap', stream, data.metric, String(version));
    const who = { project, actor: 'system:analytics' };
    const metadata = this.metadata(who, stream, id);
    const handled = await handle(experimentMetricsDecider, this.store, stream, {
      type: 'FreezeCap',
      metadata,
      data,
    });
    return handled.outcome === 'accepted' && !handled.repeated;
  }

  async register(who: Owner, data: DimensionRegistered['data']): Promise<Dimensions> {
    const stream = streamId(who.project, 'dimensions', ALL_DIMENSIONS);
    const metadata = this.metadata(who, stream, this.newId());
    const command = { type: 'RegisterDimension' as const, metadata, data };
    const handled = await handle(dimensionsDecider, this.store, stream, command);
    if (handled.outcome === 'refused') throw dimensionProblem(data.attribute, handled.refusal);
    return handled.state;
  }

  async dimensions(project: string): Promise<Dimensions> {
    return (await loadState(dimensionsDecider, this.store, streamId(project, 'dimensions', ALL_DIMENSIONS)))
      .state;
  }

  private metadata({ project, actor }: Owner, subject: string, id: string): EventMetadata {
    const time = new Date(this.clock.now()).toISOString();
    return { id, source: 'analytics', subject, time, project, actor, correlationid: id };
  }
}

/** Nobody may move the goal posts: the primary metric, and what pauses the experiment. */
function decisiveIn({ primaryMetric, guardrails }: ReportedExperiment): readonly string[] {
  const guarding = guardrails.flatMap((one) => (one.kind === 'metric' ? [one.metric.key] : []));
  return primaryMetric === null ? guarding : [primaryMetric, ...guarding];
}
