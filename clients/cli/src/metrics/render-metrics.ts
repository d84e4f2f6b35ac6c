import { count } from '../terminal/numbers.js';
import { table } from '../terminal/table.js';

interface Defined {
  readonly type: string;
  readonly definition: { readonly text: string };
}

/** A key, and what experiments mean by it. */
export interface CataloguedMetric {
  readonly key: string;
  readonly experiments: number;
  readonly archivedIn: number;
  readonly definitions: number;
  readonly mostUsed: readonly Defined[];
}

/** A metric in one experiment. */
export interface MetricUse extends Defined {
  readonly experiment: string;
  readonly status: string | null;
  readonly role: string;
  readonly archived: boolean;
  readonly version: number;
}

/** The metrics there are, each with what most experiments mean by it. */
export function renderMetrics(metrics: readonly CataloguedMetric[]): string {
  if (metrics.length === 0) return 'No metric is like that.';
  return table(
    ['metric', 'type', 'experiments', 'archived in', 'definitions', 'mostly'],
    metrics.map(({ key, experiments, archivedIn, definitions, mostUsed }) => [
      key,
      [...new Set(mostUsed.map(({ type }) => type))].join(', '),
      count(experiments),
      count(archivedIn),
      count(definitions),
      mostUsed[0]?.definition.text ?? '',
    ]),
  );
}

/** The experiments that have a metric. */
export const renderUses = (uses: readonly MetricUse[]): string =>
  table(
    ['experiment', 'status', 'role', 'version', 'type', 'definition'],
    uses.map(({ experiment, status, role, archived, version, type, definition }) => [
      experiment,
      status ?? '–',
      archived ? `${role}, archived` : role,
      String(version),
      type,
      definition.text,
    ]),
  );
