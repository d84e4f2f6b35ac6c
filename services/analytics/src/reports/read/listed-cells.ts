import type { ReportedExperiment } from '../../experiments/reported-experiment.js';

/** Names a run of an experiment. */
export interface RunRef {
  readonly project: string;
  readonly experiment: string;
  readonly run: number;
}

/** A run with the variants and phases that it has by the log of its experiment. */
export interface KnownRun extends RunRef {
  readonly variants: readonly string[];
  readonly phases: readonly number[];
}

export const knownRun = ({ variants, phases }: ReportedExperiment, ref: RunRef): KnownRun => ({
  ...ref,
  variants: variants.map(({ key }) => key),
  phases: phases.filter(({ run }) => run === ref.run).map(({ phase }) => phase),
});

/** Of variants and phases that the experiment does not have, those with the most units are listed. */
export const MOST_UNEXPECTED = 50;

/**
 * Units of a run by variant and phase, in SQL, and which of them are told one by one. Clients say in which variant and
 * phase a unit was: whatever names they send, what is read and told of a run stays bounded.
 * Parameters: project, experiment, run as the first three.
 * @param known places of the parameters that hold the variants and phases of the experiment
 */
export function listedCells(known: readonly [variants: number, phases: number]): string {
  const [variants, phases] = known.map((place) => `$${String(place)}`);
  const isExpected = `variant = ANY(${variants ?? ''}::text[]) AND phase = ANY(${phases ?? ''}::int[])`;
  return `cells AS MATERIALIZED (
      SELECT variant, phase, sum(units) AS units, ${isExpected} AS expected
      FROM exposure_statistics WHERE project = $1 AND experiment = $2 AND run = $3
      GROUP BY variant, phase HAVING sum(units) > 0),
    listed AS MATERIALIZED (
      SELECT variant, phase FROM cells WHERE expected UNION ALL
      (SELECT variant, phase FROM cells WHERE NOT expected
       ORDER BY units DESC, variant COLLATE "C", phase LIMIT ${String(MOST_UNEXPECTED)}))`;
}

/** How many units are in none of the listed cells. */
export const UNLISTED_UNITS = `(SELECT coalesce(sum(units), 0)::float8 FROM cells
  WHERE NOT EXISTS (SELECT FROM listed WHERE (listed.variant, listed.phase) = (cells.variant, cells.phase)))`;
