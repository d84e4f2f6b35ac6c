import type { ClosedRun } from '@assay/contracts';
import type { BatchScope } from '@assay/projections';
import { AnalyticsError } from '../../errors/analytics.error.js';
import { definitionName } from '../state/metric-slot.js';
import { keyOf, storedDefinitions } from './definitions.js';

/** Runs were closed under definitions that these tables have not read yet. */
class DefinitionsAwaitedError extends AnalyticsError {
  readonly code = 'DEFINITIONS_AWAITED';
  /** They lie before the closing, in other topics. */
  readonly transient = true;

  constructor(awaited: readonly string[]) {
    super(`waits for definitions that runs were closed under: ${awaited.join(', ')}`, { awaited });
  }
}

/** @throws DefinitionsAwaitedError */
export async function requireDefinitions(scope: BatchScope, closed: readonly ClosedRun[]): Promise<void> {
  const awaited = [...(await awaitedMetrics(scope, closed)), ...(await awaitedDimensions(scope, closed))];
  if (awaited.length > 0) throw new DefinitionsAwaitedError(awaited);
}

async function awaitedMetrics(scope: BatchScope, closed: readonly ClosedRun[]): Promise<readonly string[]> {
  const stored = await storedDefinitions(scope, closed);
  return closed.flatMap((run) => {
    const slots = stored.get(keyOf(run))?.slots ?? [];
    const known = new Set(slots.map(({ spec, version }) => definitionName(spec.key, version)));
    return run.metrics
      .map(({ metric, version }) => definitionName(metric, version))
      .filter((name) => !known.has(name))
      .map((name) => `metric ${name} of ${run.experiment}`);
  });
}

async function awaitedDimensions(
  scope: BatchScope,
  closed: readonly ClosedRun[],
): Promise<readonly string[]> {
  const rows = await scope.query<{
    readonly project: string;
    readonly attribute: string;
    readonly changes: number;
  }>('SELECT project, attribute, changes FROM dimensions WHERE project = ANY($1::text[])', [
    [...new Set(closed.map(({ project }) => project))],
  ]);
  const awaited = closed.flatMap(({ project, dimensions }) =>
    dimensions
      .filter(
        ({ attribute, changes }) =>
          !rows.some(
            (row) => row.project === project && row.attribute === attribute && row.changes >= changes,
          ),
      )
      .map(({ attribute }) => `dimension ${attribute} of project ${project}`),
  );
  return [...new Set(awaited)];
}
