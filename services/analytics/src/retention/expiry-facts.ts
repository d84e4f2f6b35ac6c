import type { ClosedRun } from '@assay/contracts';
import type { ModelReader, Transaction } from '@assay/projections';
import type { StoredDefinitions } from '../engine/state/metric-definitions.js';
import { interactionPartitions, keyOf, storedDefinitions, sweptTo } from '../engine/storage/definitions.js';
import { isGivenUp } from '../engine/storage/empty-parts.js';
import { KEPT_BY_ALL } from '../engine/storage/retained-events.js';
import type { ExpiryFacts, OpenRun } from './expiry.decider.js';
import { looksBack } from './longest-look.js';

export type RunRef = Pick<OpenRun, 'project' | 'experiment' | 'run'>;

/** What the engine knows of what can be given up. */
export interface StoredFacts {
  readonly partitions: number;
  /** Whether all units have been computed by all definitions there are. */
  readonly isSwept: boolean;
  readonly runs: readonly OpenRun[];
  readonly definitions: ReadonlyMap<string, StoredDefinitions>;
  readonly lookBackMs: number;
}

const OPEN_RUNS = `SELECT project, experiment, run,
    extract(epoch FROM min(first_exposure))::float8 * 1000 AS "firstExposure",
    extract(epoch FROM max(last_exposure))::float8 * 1000 AS "lastExposure"
  FROM run_statistics AS counted GROUP BY project, experiment, run
  HAVING (SELECT count(DISTINCT closed.partition) FROM closed_runs AS closed
          WHERE closed.project = counted.project AND closed.experiment = counted.experiment
            AND closed.run >= counted.run) < $1
  ORDER BY project, experiment, run`;

export async function readFacts(model: ModelReader): Promise<StoredFacts> {
  const { positions } = await model.completeness();
  const partitions = interactionPartitions(positions);
  const [head] = await model.query<{ readonly seq: number }>(
    'SELECT seq::float8 AS seq FROM definition_head',
  );
  const runs = await model.query<OpenRun>(OPEN_RUNS, [partitions]);
  return {
    partitions,
    isSwept: (await sweptTo(model, partitions)) >= (head?.seq ?? 0),
    runs,
    definitions: await storedDefinitions(model, runs),
    lookBackMs: await longestLookBack(model),
  };
}

/** Also of experiments that nobody was exposed in yet. */
async function longestLookBack(model: Transaction): Promise<number> {
  const rows = await model.query<{ readonly document: string }>(
    `SELECT document FROM definitions WHERE document LIKE '%"preDays"%'`,
  );
  const slots = rows.flatMap(({ document }) => (JSON.parse(document) as StoredDefinitions).slots);
  return slots.reduce((longest, { spec }) => Math.max(longest, looksBack(spec)), 0);
}

/** What the decision needs of them. */
export const expiryFacts = (
  { runs, definitions, lookBackMs }: StoredFacts,
  experimentOf: ExpiryFacts['experimentOf'],
): Pick<ExpiryFacts, 'runs' | 'experimentOf' | 'metricsOf' | 'lookBackMs'> => ({
  runs,
  experimentOf,
  metricsOf: (run) => (definitions.get(keyOf(run))?.slots ?? []).map(({ spec }) => spec),
  lookBackMs,
});

/** Whether part of the raw events would be given up that is not yet, in every partition. */
export async function hasPartBefore(model: Transaction, keptFrom: number): Promise<boolean> {
  const rows = await model.query<{ readonly prefix: string }>(
    `SELECT prefix FROM unit_event_parts WHERE NOT is_emptied`,
  );
  const [kept] = await model.query<{ readonly from: number | null }>(`SELECT ${KEPT_BY_ALL} AS from`);
  const known = kept?.from ?? -Infinity;
  return rows.some(({ prefix }) => isGivenUp(prefix, keptFrom) && !isGivenUp(prefix, known));
}

/** The runs with the definitions that they were counted by. */
export async function listedRuns(
  model: Transaction,
  closed: readonly OpenRun[],
  {
    definitions,
    isDefined,
  }: Pick<StoredFacts, 'definitions'> & { readonly isDefined: (run: RunRef) => boolean },
): Promise<readonly ClosedRun[]> {
  const dimensions = await model.query<{
    readonly project: string;
    readonly attribute: string;
    readonly changes: number;
  }>('SELECT project, attribute, changes FROM dimensions WHERE NOT removed ORDER BY project, attribute');
  return closed.map(({ project, experiment, run }) => ({
    project,
    experiment,
    run,
    isDefined: isDefined({ project, experiment, run }),
    metrics: (definitions.get(keyOf({ project, experiment }))?.slots ?? []).map(({ spec, version }) => ({
      metric: spec.key,
      version,
    })),
    dimensions: dimensions
      .filter((one) => one.project === project)
      .map(({ attribute, changes }) => ({ attribute, changes })),
  }));
}
