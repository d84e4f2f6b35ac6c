import type { EventEnvelope } from '@assay/contracts';
import { derivedId, ExperimentCreated, newEvent, streamId, VariantAdded } from '@assay/contracts';
import { metadata } from './metadata.js';

/** What the log tells of an experiment with these variants. */
export function experimentEvents(key: string, variants: readonly string[]): readonly EventEnvelope[] {
  const subject = streamId('default', 'experiment', key);
  const design = {
    ...{ key, number: 1, name: key, hypothesis: '', experimentType: 'ab_test' as const },
    ...{ origin: 'assigned' as const, unitType: 'user', trafficAllocation: 100 },
    ...{ primaryMetric: null, secondaryMetrics: [], plannedUnits: null },
  };
  return [
    { ...newEvent(ExperimentCreated, metadata(subject), design), streamversion: 1 },
    ...variants.map((variant, place) => ({
      ...newEvent(
        VariantAdded,
        { ...metadata(subject), id: derivedId(key, variant) },
        { key: variant, name: variant, isControl: place === 0, weight: 1, config: {} },
      ),
      streamversion: place + 2,
    })),
  ];
}
