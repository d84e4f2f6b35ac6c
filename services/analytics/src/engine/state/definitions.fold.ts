import type {
  ExperimentCreated,
  ExperimentEdited,
  ExperimentMetricArchived,
  ExperimentMetricSet,
  MetricCapFrozen,
  MetricDaysCounted,
} from '@assay/contracts';
import type { StoredDefinitions, WaitingChange } from './metric-definitions.js';
import { metricsAtCreation } from './metric-definitions.js';
import { archived, countedByDay, withFrozenCap, withMetric } from './slot-changes.js';

/** What happens to the metrics of an experiment besides its design. */
type FurtherEvent = ExperimentMetricSet | ExperimentMetricArchived | MetricDaysCounted | MetricCapFrozen;
export type DefinitionEvent = ExperimentCreated | ExperimentEdited | FurtherEvent;

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
    case 'ExperimentMetricArchived':
    case 'MetricDaysCounted':
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

function changed(definitions: StoredDefinitions, event: FurtherEvent, since: number): StoredDefinitions {
  const change = changeOf(event);
  if (definitions.version === 0) return { ...definitions, waiting: [...definitions.waiting, change] };
  return withChange(definitions, change, since);
}

function changeOf(event: FurtherEvent): WaitingChange {
  switch (event.type) {
    case 'ExperimentMetricSet':
      return event.data.metric;
    case 'ExperimentMetricArchived':
      return { archived: event.data.metric };
    case 'MetricDaysCounted':
      return { metric: event.data.metric, days: event.data.days };
    case 'MetricCapFrozen': {
      const { metric, percentile, cap, part } = event.data;
      return { metric, percentile, cap, ...(part === undefined ? {} : { part }) };
    }
  }
}

function withChange(definitions: StoredDefinitions, change: WaitingChange, since: number): StoredDefinitions {
  if ('percentile' in change) return withFrozenCap(definitions, change, since);
  if ('archived' in change) return archived(definitions, change.archived);
  if ('days' in change) return countedByDay(definitions, change, since);
  return withMetric(definitions, change, since);
}
