import type { ReportHead } from '../rendering/report-page.js';
import { exclusionsOf } from '../exclusions.js';
import { listedCells, UNLISTED_UNITS } from './listed-cells.js';
import { EXPIRED_EXPOSURES } from './run-sums.js';
import type { ReportSubject } from './report-subject.js';

/** What the report is about, what it covers, and what is left out. */
export async function readHead({ model, run, summary, coverage }: ReportSubject): Promise<ReportHead> {
  if (run === null) return { experiment: summary, coverage, exclusions: [] };
  const [row] = await model.query<{
    readonly several: number;
    readonly unknown: number;
    readonly unlisted: number;
    readonly expired: number;
  }>(
    `WITH ${listedCells([4, 5])} SELECT (SELECT coalesce(sum(excluded), 0)::float8 FROM run_statistics
         WHERE project = $1 AND experiment = $2 AND run = $3) AS several,
       (SELECT coalesce(sum(units), 0)::float8 FROM cells JOIN listed USING (variant, phase)
         WHERE variant <> ALL($4::text[])) AS unknown,
       ${UNLISTED_UNITS} AS unlisted, ${EXPIRED_EXPOSURES} AS expired`,
    [run.project, run.experiment, run.run, run.variants, run.phases],
  );
  const { several = 0, unknown = 0, unlisted = 0, expired = 0 } = row ?? {};
  const exclusions = exclusionsOf({
    ...{ inSeveralVariants: several, inNoSuchVariant: unknown },
    ...{ unlisted, expiredExposures: expired },
  });
  return { experiment: summary, coverage, exclusions };
}
