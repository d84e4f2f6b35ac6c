import type { ReportHead } from '../rendering/report-page.js';
import { exclusionsOf } from '../exclusions.js';
import type { ReportSubject } from './report-subject.js';

/** What the report is about, what it covers, and what is left out. */
export async function readHead({
  model,
  run,
  summary,
  coverage,
  experiment,
}: ReportSubject): Promise<ReportHead> {
  if (run === null) return { experiment: summary, coverage, exclusions: [] };
  const [row] = await model.query<{ readonly several: number; readonly unknown: number }>(
    `SELECT (SELECT coalesce(sum(excluded), 0)::float8 FROM run_statistics
         WHERE project = $1 AND experiment = $2 AND run = $3) AS several,
       (SELECT coalesce(sum(units), 0)::float8 FROM exposure_statistics
         WHERE project = $1 AND experiment = $2 AND run = $3 AND variant <> ALL($4::text[])) AS unknown`,
    [run.project, run.experiment, run.run, experiment.variants.map(({ key }) => key)],
  );
  const { several = 0, unknown = 0 } = row ?? {};
  const exclusions = exclusionsOf({ inSeveralVariants: several, inNoSuchVariant: unknown });
  return { experiment: summary, coverage, exclusions };
}
