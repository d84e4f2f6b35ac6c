import type {
  DimensionRegistered,
  EventEnvelope,
  ExperimentCreated,
  ExperimentMetricSet,
  MetricCapFrozen,
  MetricSpec,
} from '@assay/contracts';
import { isOfType } from './of-type.js';

/** What is measured in an experiment, as its definitions say in the end. */
export interface Known {
  readonly slots: readonly { readonly spec: MetricSpec; readonly version: number }[];
  readonly weighted: boolean;
  readonly dimensions: readonly string[];
}

export function definitionsOf(
  events: readonly EventEnvelope[],
  { project, experiment }: { readonly project: string; readonly experiment: string },
): Known {
  const dimensions = events
    .filter(isOfType<DimensionRegistered>('DimensionRegistered'))
    .filter((event) => event.project === project)
    .map(({ data }) => data.attribute);
  const created = events
    .filter(isOfType<ExperimentCreated>('ExperimentCreated'))
    .find((event) => event.project === project && event.data.key === experiment);
  if (created === undefined) return { slots: [], weighted: false, dimensions };
  const { primaryMetric, secondaryMetrics, experimentType } = created.data;
  const specs = primaryMetric === null ? [...secondaryMetrics] : [primaryMetric, ...secondaryMetrics];
  const changes = events
    .filter(
      (event): event is ExperimentMetricSet | MetricCapFrozen =>
        event.type === 'ExperimentMetricSet' || event.type === 'MetricCapFrozen',
    )
    .filter((event) => event.project === project && event.data.experiment === experiment)
    .sort((one, other) => (one.streamversion ?? 0) - (other.streamversion ?? 0));
  for (const change of changes)
    if (change.type === 'ExperimentMetricSet') specs.push(change.data.metric);
    else {
      const spec = specs.findLast(({ key }) => key === change.data.metric);
      if (spec !== undefined) specs.push({ ...spec, cap: { value: change.data.cap } });
    }
  const slots = specs.map((spec, place) => ({
    spec,
    version: specs.slice(0, place + 1).filter(({ key }) => key === spec.key).length,
  }));
  return { slots, weighted: experimentType === 'bandit', dimensions };
}
