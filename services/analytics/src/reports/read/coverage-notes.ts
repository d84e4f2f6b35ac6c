import type { Transaction } from '@assay/projections';
import type { MetricSlot } from '../../engine/state/metric-slot.js';
import { definitionName } from '../../engine/state/metric-slot.js';
import type { ExperimentRef, KnownSlots } from '../../engine/storage/definitions.js';
import { isShown } from '../../engine/storage/definitions.js';
import type { Coverage } from '../../reporting/coverage.js';

/** How a run was closed. */
interface Closing {
  /** Whether a definition is one of those that its units were counted by. */
  readonly isListed: (slot: MetricSlot) => boolean;
}

/** undefined for a run that is still counted. */
export async function readClosing(
  transaction: Transaction,
  { project, experiment, run }: ExperimentRef & { readonly run: number },
): Promise<Closing | undefined> {
  const [row] = await transaction.query<{
    readonly metrics: readonly { readonly metric: string; readonly version: number }[];
  }>(
    `SELECT metrics FROM closed_runs WHERE project = $1 AND experiment = $2 AND run >= $3 ORDER BY run, partition LIMIT 1`,
    [project, experiment, run],
  );
  if (row === undefined) return undefined;
  const listed = new Set(row.metrics.map(({ metric, version }) => definitionName(metric, version)));
  return { isListed: ({ spec, version }) => listed.has(definitionName(spec.key, version)) };
}

/**
 * From when on events are kept, and what a reader may miss in a report.
 * @param about the run, where its figures are final, and the definitions of its metrics
 */
export async function coverageNotes(
  transaction: Transaction,
  { closed, counted, computing }: KnownSlots & { readonly closed: number | null },
): Promise<Pick<Coverage, 'eventsFrom' | 'note'>> {
  const [row] = await transaction.query<{ readonly from: string | null }>(
    `SELECT to_char(to_timestamp(max(kept_from)::float8 / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS from
     FROM retained_events`,
  );
  const from = row?.from ?? null;
  const notes = [
    ...(from === null
      ? []
      : [`Events before ${from} are dropped: explain-metric and new metrics reach back to then only.`]),
    ...(closed === null
      ? []
      : [
          `Run ${String(closed)} is closed: its figures stay as they are, whatever is sent, linked or defined later.`,
        ]),
    ...computing.filter(isShown).map((slot) => computingNote(slot, counted)),
  ];
  if (notes.length === 0) return {};
  return { ...(from === null ? {} : { eventsFrom: from }), note: notes.join(' ') };
}

function computingNote({ spec: { key }, version }: MetricSlot, counted: readonly MetricSlot[]): string {
  const shown = counted.find(({ spec }) => spec.key === key);
  const before = shown === undefined ? '' : ` Until then version ${String(shown.version)} is shown.`;
  return `Version ${String(version)} of ${key} is still being computed over all units.${before}`;
}
