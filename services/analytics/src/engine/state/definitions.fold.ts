import type {
  ExperimentCreated,
  ExperimentEdited,
  ExperimentMetricSet,
  MetricCapFrozen,
  MetricSpec,
} from '@assay/contracts';
import type { FrozenCap, StoredDefinitions, WaitingChange } from './metric-definitions.js';
import { metricsAtCreation } from './metric-definitions.js';
import type { MetricSlot } from './metric-slot.js';

export type DefinitionEvent = ExperimentCreated | ExperimentEdited | ExperimentMetricSet | MetricCapFrozen;

/** Stands for an experiment of which nothing is known. */
export const NOTHING_DEFINED: StoredDefinitions = {
  version: 0,
  slots: [],
  weighted: false,
  waiting: [],
  changes: 0,
};

/**
 * What is measured after an event. Slots are only ever appended, so that amounts computed with an earlier version can
 * still be read; an event that comes again changes nothing.
 * @param since the change that the event is; new slots are shown when all units have been swept up to it
 */
export function foldDefinitions(
  definitions: StoredDefinitions,
  event: DefinitionEvent,
  since: number,
): StoredDefinitions {
  switch (event.type) {
    case 'ExperimentCreated':
      return designed(definitions, event.data, since);
    case 'ExperimentEdited':
      return designed(definitions, event.data.design, since);
    case 'ExperimentMetricSet':
    case 'MetricCapFrozen': {
      const version = event.streamversion ?? definitions.changes + 1;
      if (version <= definitions.changes) return definitions;
      return { ...changed(definitions, event, since), changes: version };
    }
  }
}

function designed(
  definitions: StoredDefinitions,
  design: ExperimentCreated['data'],
  since: number,
): StoredDefinitions {
  const weighted = design.experimentType === 'bandit';
  const changes: readonly WaitingChange[] = [...metricsAtCreation(design), ...definitions.waiting];
  const after = changes.reduce<StoredDefinitions>((all, change) => withChange(all, change, since), {
    ...definitions,
    waiting: [],
  });
  const known = definitions.version > 0 && weighted === definitions.weighted;
  if (known && after.slots.length === definitions.slots.length) return definitions;
  return { ...after, weighted, version: after.version + (known ? 0 : 1) };
}

function changed(
  definitions: StoredDefinitions,
  event: ExperimentMetricSet | MetricCapFrozen,
  since: number,
): StoredDefinitions {
  const change = changeOf(event);
  if (definitions.version === 0) return { ...definitions, waiting: [...definitions.waiting, change] };
  return withChange(definitions, change, since);
}

function changeOf(event: ExperimentMetricSet | MetricCapFrozen): WaitingChange {
  if (event.type === 'ExperimentMetricSet') return event.data.metric;
  const { metric, percentile, cap } = event.data;
  return { metric, percentile, cap };
}

const withChange = (
  definitions: StoredDefinitions,
  change: WaitingChange,
  since: number,
): StoredDefinitions =>
  'percentile' in change ? frozen(definitions, change, since) : withMetric(definitions, change, since);

function frozen(
  definitions: StoredDefinitions,
  { metric, percentile, cap }: FrozenCap,
  since: number,
): StoredDefinitions {
  const spec = latest(definitions, metric);
  if (spec?.cap === undefined || !('percentile' in spec.cap) || spec.cap.percentile !== percentile)
    return definitions;
  return withMetric(definitions, { ...spec, cap: { value: cap } }, since, { percentile });
}

const latest = ({ slots }: StoredDefinitions, key: string): MetricSpec | undefined =>
  slots.findLast(({ spec }) => spec.key === key)?.spec;

/** Appends a slot, unless the metric is defined like this already. */
function withMetric(
  definitions: StoredDefinitions,
  spec: MetricSpec,
  since: number,
  frozenAt: Pick<MetricSlot, 'percentile'> = {},
): StoredDefinitions {
  const { slots, version } = definitions;
  if (JSON.stringify(latest(definitions, spec.key)) === JSON.stringify(spec)) return definitions;
  const earlier = slots.filter((slot) => slot.spec.key === spec.key).length;
  const slot = { spec, version: earlier + 1, since, ...frozenAt };
  return { ...definitions, version: version + 1, slots: [...slots, slot] };
}
