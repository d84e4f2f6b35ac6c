import { TOPICS } from '@assay/contracts';
import type { Transaction } from '@assay/projections';
import type {
  Definitions,
  DefinitionsOf,
  Dimension,
  StoredDefinitions,
} from '../state/metric-definitions.js';
import type { MetricSlot } from '../state/metric-slot.js';
import { compileDefinitions, UNKNOWN_EXPERIMENT } from '../state/metric-definitions.js';

/** An experiment in its project. */
export interface ExperimentRef {
  readonly project: string;
  readonly experiment: string;
}

export type DefinitionsIn = (project: string) => DefinitionsOf;

/** Takes the number of the next change; changes of all partitions go one after the other from here on. */
export async function nextChange(transaction: Transaction): Promise<number> {
  const [row] = await transaction.query<{ readonly seq: number }>(
    'UPDATE definition_head SET seq = seq + 1 RETURNING seq::float8 AS seq',
  );
  return row?.seq ?? 0;
}

interface StoredRow extends ExperimentRef {
  readonly document: string;
}

const READ = `SELECT project, experiment, document
  FROM unnest($1::text[], $2::text[]) AS wanted(project, experiment)
  JOIN definitions USING (project, experiment)`;

const columnsOf = (refs: readonly ExperimentRef[]) => [
  refs.map(({ project }) => project),
  refs.map(({ experiment }) => experiment),
];

export const keyOf = ({ project, experiment }: ExperimentRef): string => `${project}/${experiment}`;

/** The definitions as they are stored, by project and experiment. */
export async function storedDefinitions(
  transaction: Transaction,
  refs: readonly ExperimentRef[],
): Promise<ReadonlyMap<string, StoredDefinitions>> {
  const rows = await transaction.query<StoredRow>(READ, columnsOf(refs));
  return new Map(rows.map((row) => [keyOf(row), JSON.parse(row.document) as StoredDefinitions]));
}

export async function writeDefinitions(
  transaction: Transaction,
  changed: readonly (ExperimentRef & { readonly definitions: StoredDefinitions })[],
  seq: number,
): Promise<void> {
  await transaction.query(
    `INSERT INTO definitions (project, experiment, seq, document)
     SELECT project, experiment, $4, document
       FROM unnest($1::text[], $2::text[], $3::text[]) AS given(project, experiment, document)
     ON CONFLICT (project, experiment) DO UPDATE SET seq = excluded.seq, document = excluded.document`,
    [...columnsOf(changed), changed.map(({ definitions }) => JSON.stringify(definitions)), seq],
  );
}

/** A dimension that was registered, or (without a bound) removed. */
export interface DimensionChange {
  readonly project: string;
  readonly attribute: string;
  /** Version of the stream that it comes from. */
  readonly version: number;
  readonly maxValues: number | null;
}

const REGISTER = `INSERT INTO dimensions (project, attribute, place, max_values, seq, version, changes, removed)
  SELECT $1, $2, count(*), $5, $3, $4, 1, false FROM dimensions WHERE project = $1
  ON CONFLICT (project, attribute) DO UPDATE SET removed = false, max_values = excluded.max_values,
    seq = excluded.seq, version = excluded.version, changes = dimensions.changes + 1
  WHERE dimensions.version < excluded.version`;
const REMOVE = `UPDATE dimensions SET removed = true, seq = $3, version = $4, changes = changes + 1
  WHERE project = $1 AND attribute = $2 AND version < $4`;

/** Registers dimensions and removes them. One that was removed keeps its place, so that those after it keep theirs. */
export async function writeDimensions(
  transaction: Transaction,
  changes: readonly DimensionChange[],
  seq: number,
): Promise<void> {
  for (const { project, attribute, version, maxValues } of changes) {
    const parameters = [project, attribute, seq, version];
    if (maxValues === null) await transaction.query(REMOVE, parameters);
    else await transaction.query(REGISTER, [...parameters, maxValues]);
  }
}

interface DefinitionRow {
  readonly project: string;
  readonly experiment: string | null;
  readonly document: string | null;
  readonly attribute: string | null;
  readonly max_values: number | null;
  readonly changes: number | null;
  readonly removed: boolean | null;
  readonly closed_to: number | null;
}

/**
 * What is measured in the experiments; one that is not known has no metrics yet, but the project's dimensions.
 * @param partition whose closed runs are left out; without one none is
 */
export async function readDefinitions(
  transaction: Transaction,
  wanted: readonly ExperimentRef[],
  partition = NO_PARTITION,
): Promise<DefinitionsIn> {
  const rows = await transaction.query<DefinitionRow>(
    `SELECT project, experiment, document, NULL AS attribute, NULL::int AS max_values, 0 AS place,
       NULL::int AS changes, NULL::boolean AS removed, NULL::int AS closed_to
     FROM unnest($1::text[], $2::text[]) AS wanted(project, experiment)
     JOIN definitions USING (project, experiment)
     UNION ALL
     SELECT project, NULL, NULL, attribute, max_values, place, changes, removed, NULL
     FROM dimensions WHERE project = ANY($1::text[])
     UNION ALL
     SELECT project, experiment, NULL, NULL, NULL, 0, NULL, NULL, max(run)
     FROM unnest($1::text[], $2::text[]) AS wanted(project, experiment)
     JOIN closed_runs USING (project, experiment) WHERE partition = $3 GROUP BY project, experiment
     ORDER BY place`,
    [...columnsOf(wanted), partition],
  );
  const asked = [...new Set(wanted.map(({ project }) => project))];
  const projects = new Map(asked.map((project) => [project, compiled(rows, project)]));
  return (project) => projects.get(project) ?? (() => UNKNOWN_EXPERIMENT);
}

function compiled(all: readonly DefinitionRow[], project: string): DefinitionsOf {
  const rows = all.filter((row) => row.project === project);
  const dimensions = rows.flatMap(({ attribute, max_values: maxValues, changes, removed }) =>
    attribute === null || maxValues === null
      ? []
      : [{ attribute, maxValues, changes: changes ?? 1, removed: removed === true }],
  );
  const known = new Map<string, Definitions>();
  for (const { experiment, document } of rows)
    if (experiment !== null && document !== null) known.set(experiment, compiledOnce(document, dimensions));
  const unknown = compileDefinitions({ version: 0, slots: [], weighted: false }, dimensions);
  for (const { experiment, closed_to: closedTo } of rows)
    if (experiment !== null && closedTo !== null)
      known.set(experiment, { ...(known.get(experiment) ?? unknown), closedTo });
  return (experiment) => known.get(experiment) ?? unknown;
}

const NO_PARTITION = -1;
const MOST_COMPILED = 1_000;
const compilations = new Map<string, Definitions>();

/** Batches see the same few documents over and over; what one compiles to depends on its text alone. */
function compiledOnce(document: string, dimensions: readonly Dimension[]): Definitions {
  const key = JSON.stringify(dimensions) + document;
  const known = compilations.get(key);
  if (known !== undefined) return known;
  if (compilations.size >= MOST_COMPILED) compilations.clear();
  const definitions = compileDefinitions(JSON.parse(document) as StoredDefinitions, dimensions);
  compilations.set(key, definitions);
  return definitions;
}

/** How many partitions the interactions have, of all that a model covers. */
export const interactionPartitions = (positions: readonly { readonly topic: string }[]): number =>
  positions.filter(({ topic }) => topic === TOPICS.interactions.name).length;

/**
 * The metrics of an experiment that reports may show: of each the newest definition for which every partition has
 * computed all its units. Until then the one before it is shown. Those that are archived are not among them.
 * @param partitions how many partitions the topic of interactions has
 */
export async function visibleSlots(
  transaction: Transaction,
  ref: ExperimentRef,
  partitions: number,
): Promise<readonly MetricSlot[]> {
  return (await knownSlots(transaction, ref, partitions)).counted.filter(isShown);
}

export const isShown = ({ archived }: MetricSlot): boolean => archived !== true;

/** The definitions of an experiment's metrics, the newest of each, with those that are archived. */
export interface KnownSlots {
  /** By which every partition has computed all its units. */
  readonly counted: readonly MetricSlot[];
  /** By which some of the units are still to be computed. */
  readonly computing: readonly MetricSlot[];
}

/** @param isListed which definitions are meant; of a closed run those that it was closed with */
export async function knownSlots(
  transaction: Transaction,
  ref: ExperimentRef,
  partitions: number,
  isListed: (slot: MetricSlot) => boolean = () => true,
): Promise<KnownSlots> {
  const stored = (await storedDefinitions(transaction, [ref])).get(keyOf(ref));
  if (stored === undefined) return { counted: [], computing: [] };
  const swept = await sweptTo(transaction, partitions);
  const [counted, computing] = [new Map<string, MetricSlot>(), new Map<string, MetricSlot>()];
  for (const slot of stored.slots)
    if (slot.part === undefined && isListed(slot))
      (slot.since <= swept ? counted : computing).set(slot.spec.key, slot);
  return { counted: [...counted.values()], computing: [...computing.values()] };
}

/** The days since first exposure that a definition of a metric is counted on, and of which of them all units have been. */
export async function daySlots(
  transaction: Transaction,
  ref: ExperimentRef,
  {
    metric: { spec, version },
    partitions,
  }: { readonly metric: Pick<MetricSlot, 'spec' | 'version'>; readonly partitions: number },
): Promise<{ readonly counted: readonly MetricSlot[]; readonly isComplete: boolean }> {
  const stored = (await storedDefinitions(transaction, [ref])).get(keyOf(ref));
  const own = (stored?.slots ?? []).filter(
    ({ part }) => part?.of === spec.key && part.version === version && part.day !== undefined,
  );
  const swept = await sweptTo(transaction, partitions);
  const counted = own.filter(({ since }) => since <= swept);
  return { counted, isComplete: counted.length === own.length };
}

/** The last change up to which every partition has computed all its units. */
export async function sweptTo(transaction: Transaction, partitions: number): Promise<number> {
  const [row] = await transaction.query<{ readonly swept: number }>(
    `SELECT CASE WHEN count(*) < $1 THEN 0 ELSE coalesce(min(seq), 0) END::float8 AS swept FROM partition_sweeps`,
    [partitions],
  );
  return row?.swept ?? 0;
}
