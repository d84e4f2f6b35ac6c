import type { EventEnvelope } from '@assay/contracts';
import {
  DimensionRegistered,
  DimensionRemoved,
  ExperimentCreated,
  ExperimentEdited,
  ExperimentMetricArchived,
  ExperimentMetricSet,
  MetricCapFrozen,
  MetricDaysCounted,
  parseStreamId,
} from '@assay/contracts';
import type { BatchScope } from '@assay/projections';
import type { DefinitionEvent } from './state/definitions.fold.js';
import { foldDefinitions, NOTHING_DEFINED } from './state/definitions.fold.js';
import type { StoredDefinitions } from './state/metric-definitions.js';
import type { DimensionChange, ExperimentRef } from './storage/definitions.js';
import { writeSumPlaces } from './storage/sum-places.js';
import {
  keyOf,
  nextChange,
  storedDefinitions,
  writeDefinitions,
  writeDimensions,
} from './storage/definitions.js';

const FOLDED: ReadonlySet<string> = new Set([
  ExperimentCreated.type,
  ExperimentEdited.type,
  ExperimentMetricSet.type,
  ExperimentMetricArchived.type,
  MetricDaysCounted.type,
  MetricCapFrozen.type,
]);
const DIMENSIONS: ReadonlySet<string> = new Set([DimensionRegistered.type, DimensionRemoved.type]);
export const DEFINITION_EVENT_TYPES: readonly string[] = [...FOLDED, ...DIMENSIONS];

/**
 * Definitions came, perhaps after exposures that were counted without them. Here they are only noted, as a change
 * with a number; units are computed anew before their next change or by their partition's sweep.
 */
export async function applyDefinitions(scope: BatchScope, events: readonly EventEnvelope[]): Promise<void> {
  const folded = events.filter(isFolded);
  const dimensions = events.filter(isOfDimension);
  if (folded.length === 0 && dimensions.length === 0) return;
  const seq = await nextChange(scope);
  await foldInto(scope, folded, seq);
  await writeDimensions(scope, dimensions.map(dimensionChange), seq);
}

const isFolded = (event: EventEnvelope): event is DefinitionEvent => FOLDED.has(event.type);

type DimensionEvent = DimensionRegistered | DimensionRemoved;
const isOfDimension = (event: EventEnvelope): event is DimensionEvent => DIMENSIONS.has(event.type);
const dimensionChange = ({ project, streamversion = 0, ...event }: DimensionEvent): DimensionChange => ({
  project,
  attribute: event.data.attribute,
  version: streamversion,
  maxValues: event.type === 'DimensionRegistered' ? event.data.maxValues : null,
});

const refOf = ({ project, subject }: EventEnvelope): ExperimentRef => ({
  project,
  experiment: parseStreamId(subject).key,
});

async function foldInto(scope: BatchScope, events: readonly DefinitionEvent[], seq: number): Promise<void> {
  const refs = new Map(events.map((event) => [keyOf(refOf(event)), refOf(event)]));
  const before = await storedDefinitions(scope, [...refs.values()]);
  const after = new Map<string, StoredDefinitions>();
  for (const event of events) {
    const key = keyOf(refOf(event));
    after.set(key, foldDefinitions(after.get(key) ?? before.get(key) ?? NOTHING_DEFINED, event, seq));
  }
  const changed = [...refs].flatMap(([key, ref]) => {
    const definitions = after.get(key);
    return definitions === undefined || definitions === before.get(key) ? [] : [{ ...ref, definitions }];
  });
  if (changed.length === 0) return;
  await writeDefinitions(scope, changed, seq);
  await writeSumPlaces(scope, changed);
}
