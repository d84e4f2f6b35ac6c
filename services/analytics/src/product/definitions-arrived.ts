import type { EventEnvelope, ProductReportEvent, SegmentEvent } from '@assay/contracts';
import {
  FeatureDefined,
  FunnelDefined,
  parseStreamId,
  PowerUsersDefined,
  ProductReportRetired,
  SegmentListDefined,
  SegmentRuleDefined,
} from '@assay/contracts';
import type { Transaction } from '@assay/projections';

type DefinitionEvent = ProductReportEvent | SegmentEvent;

export const DEFINITION_EVENT_TYPES: readonly string[] = [
  FeatureDefined.type,
  FunnelDefined.type,
  PowerUsersDefined.type,
  ProductReportRetired.type,
  SegmentRuleDefined.type,
  SegmentListDefined.type,
];

/**
 * Definitions came, perhaps after what they count: each is noted as a slot, for which the partitions then count their
 * units. An event that comes again changes nothing.
 */
export async function applyDefinitions(
  transaction: Transaction,
  events: readonly EventEnvelope[],
): Promise<void> {
  const own = events.filter(isDefinition);
  await addSlots(
    transaction,
    own.filter(({ type }) => type !== 'ProductReportRetired'),
  );
  await dropSlots(
    transaction,
    own.filter(({ type }) => type === 'ProductReportRetired'),
  );
}

const isDefinition = (event: EventEnvelope): event is DefinitionEvent =>
  DEFINITION_EVENT_TYPES.includes(event.type);

function columnsOf(events: readonly DefinitionEvent[]): readonly unknown[] {
  const streams = events.map(({ subject }) => parseStreamId(subject));
  return [
    streams.map(({ project }) => project),
    streams.map(({ kind }) => kind),
    streams.map(({ key }) => key),
    events.map(({ streamversion = 1 }) => streamversion),
  ];
}

async function addSlots(transaction: Transaction, events: readonly DefinitionEvent[]): Promise<void> {
  if (events.length === 0) return;
  await transaction.query(
    `INSERT INTO slots (project, kind, key, version, document)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[])
     ON CONFLICT (project, kind, key, version) DO NOTHING`,
    [...columnsOf(events), events.map(({ data }) => JSON.stringify(data))],
  );
}

async function dropSlots(transaction: Transaction, events: readonly DefinitionEvent[]): Promise<void> {
  if (events.length === 0) return;
  await transaction.query(
    `UPDATE slots SET dropped = true
     FROM unnest($1::text[], $2::text[], $3::text[], $4::int[]) AS retired(project, kind, key, version)
     WHERE slots.project = retired.project AND slots.kind = retired.kind AND slots.key = retired.key
       AND slots.version < retired.version`,
    columnsOf(events),
  );
}
