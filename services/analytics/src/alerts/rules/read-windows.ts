import type { LogPosition } from '@assay/contracts';
import type { Projections } from '@assay/projections';
import { ENGINE } from '../../engine/engine.projection.js';
import type { WindowOutcomes } from '../guardrails/threshold-measure.js';

/** The outcomes under one flag since an instant. */
interface Window {
  readonly project: string;
  readonly flag: string;
  /** Milliseconds since 1970, at the beginning of a minute. */
  readonly since: number;
}

const WINDOWS = `unnest($1::text[], $2::text[], $3::bigint[]) WITH ORDINALITY AS w(project, flag, since, place)`;
const COUNTED = `o.project = w.project AND o.flag = w.flag AND o.minute >= to_timestamp(w.since / 1000.0)`;

interface CountRow {
  readonly place: number;
  readonly outcomes: number;
  readonly errors: number;
}

interface LatencyRow {
  readonly place: number;
  readonly bucket: number;
  readonly n: number;
}

/** What lies in windows, in their order. */
interface SeenWindows {
  readonly found: readonly WindowOutcomes[];
  /** Everything before these positions of the log is in it, and nothing behind them. */
  readonly offsets: LogPosition[];
}

/** What lies in each window, over all partitions: three statements for any number, of one snapshot. */
export function readWindows(
  projections: Pick<Projections, 'read'>,
  windows: readonly Window[],
): Promise<SeenWindows> {
  const parameters = [
    windows.map(({ project }) => project),
    windows.map(({ flag }) => flag),
    windows.map(({ since }) => since),
  ];
  return projections.read(ENGINE, async (model) => {
    const counts = await model.query<CountRow>(
      `SELECT w.place::int AS place, sum(o.outcomes)::float8 AS outcomes, sum(o.errors)::float8 AS errors
       FROM ${WINDOWS} JOIN outcome_statistics AS o ON ${COUNTED} GROUP BY w.place`,
      parameters,
    );
    const latencies = await model.query<LatencyRow>(
      `SELECT w.place::int AS place, o.bucket, sum(o.n)::float8 AS n
       FROM ${WINDOWS} JOIN outcome_latencies AS o ON ${COUNTED}
       GROUP BY w.place, o.bucket ORDER BY w.place, o.bucket`,
      parameters,
    );
    const countsAt = new Map(counts.map((row) => [row.place, row]));
    const found = windows.map((_, index) => {
      const { outcomes = 0, errors = 0 } = countsAt.get(index + 1) ?? {};
      return { outcomes, errors, latencies: latencies.filter(({ place }) => place === index + 1) };
    });
    return { found, offsets: [...(await model.completeness()).positions] };
  });
}
