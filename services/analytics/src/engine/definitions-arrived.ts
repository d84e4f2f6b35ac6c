import type { DimensionRegistered, EventEnvelope } from '@assay/contracts';
import {
  DimensionRegistered as Registered,
  ExperimentCreated,
  ExperimentEdited,
  ExperimentMetricSet,
  MetricCapFrozen,
  parseStreamId,
} from '@assay/contracts';
import type { BatchScope } from '@assay/projections';
import type { DefinitionEvent } from './state/definitions.fold.js';
import { foldDefinitions, NOTHING_DEFINED } from './state/definitions.fold.js';
import type { StoredDefinitions } from './state/metric-definitions.js';
import type { ExperimentRef } from './storage/definitions.js';
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
  MetricCapFrozen.type,
]);
export const DEFINITION_EVENT_TYPES: readonly string[] = [...FOLDED, Registered.type];

/**
 * Definitions came, perhaps after exposures that were counted without them. Here they are only noted, as a change
 * with a number; units are computed anew before their next change or by their partition's sweep.
 */
export async function applyDefinitions(scope: BatchScope, events: readonly EventEnvelope[]): Promise<void> {
  const folded = events.filter(isFolded);
  const dimensions = events.filter(isRegistration);
  if (folded.length === 0 && dimensions.length === 0) return;
  const seq = await nextChange(scope);
  await foldInto(scope, folded, seq);
  await writeDimensions(
    scope,
    dimensions.map(({ project, data }) => ({ project, ...data })),
    seq,
  );
}

const isFolded = (event: EventEnvelope): event is DefinitionEvent => FOLDED.has(event.type);
const isRegistration = (event: EventEnvelope): event is DimensionRegistered => event.type === Registered.type;

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
  if (changed.length > 0) await writeDefinitions(scope, changed, seq);
}
