import type { PromotionWatch, WatchedWindow } from '@assay/contracts';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';

const MINUTE_MS = 60_000;

/** Which outcomes are asked for: of a promoted experiment, under the limits of its watch. */
export interface Watched {
  readonly project: string;
  readonly experiment: string;
  readonly promotedAt: string;
  readonly watch: PromotionWatch;
}

type Sums = Pick<WatchedWindow, 'outcomes' | 'errors' | 'latencies'>;

const READ = `
  SELECT sums.outcomes, sums.errors, spread.latencies
    FROM unnest($1::text[], $2::text[], $3::int[]) WITH ORDINALITY AS wanted (project, flag, since, place),
    LATERAL (
      SELECT coalesce(sum(o.outcomes), 0)::float8 AS outcomes, coalesce(sum(o.errors), 0)::float8 AS errors
        FROM minute_outcomes AS o
       WHERE o.project = wanted.project AND o.flag = wanted.flag AND o.minute >= wanted.since) AS sums,
    LATERAL (
      SELECT coalesce(json_agg(json_build_array(bucket, n) ORDER BY bucket), '[]') AS latencies
        FROM (
          SELECT met.key::int AS bucket, sum(met.value::bigint) AS n
            FROM minute_outcomes AS o, jsonb_each_text(o.latencies) AS met
           WHERE o.project = wanted.project AND o.flag = wanted.flag AND o.minute >= wanted.since
           GROUP BY met.key) AS buckets) AS spread
   ORDER BY wanted.place`;

/** The first whole minute of a window: what happened before the promotion is not the winner’s. */
function firstMinute(watched: Watched, windowSeconds: number, now: number): number {
  const start = Math.max(Date.parse(watched.promotedAt), now - windowSeconds * 1_000);
  return Math.ceil(start / MINUTE_MS);
}

/** What has been seen of promoted winners: one statement, however many are watched. */
@Injectable()
export class WatchedWindows {
  constructor(@Inject(PROJECTIONS) private readonly models: Projections) {}

  /**
   * @param now milliseconds since 1970
   * @returns for each promotion the windows of its limits, in their order
   */
  async read(watched: readonly Watched[], now: number): Promise<readonly (readonly WatchedWindow[])[]> {
    const wanted = watched.flatMap((one) =>
      one.watch.limits.map(({ windowSeconds }) => ({
        ...one,
        since: firstMinute(one, windowSeconds, now),
      })),
    );
    const sums = await this.models.read('watched-outcomes', (reader) =>
      reader.query<Sums>(READ, [
        wanted.map(({ project }) => project),
        wanted.map(({ experiment }) => experiment),
        wanted.map(({ since }) => since),
      ]),
    );
    const seen = sums.map((sum, index) => ({
      since: new Date((wanted[index]?.since ?? 0) * MINUTE_MS).toISOString(),
      ...sum,
    }));
    return inTurn(
      seen,
      watched.map(({ watch }) => watch.limits.length),
    );
  }
}

/** A list cut into parts of these lengths. */
function inTurn<One>(all: readonly One[], lengths: readonly number[]): readonly (readonly One[])[] {
  const rest = [...all];
  return lengths.map((length) => rest.splice(0, length));
}
