import type { PromotionWatch, WatchedWindow } from '@assay/contracts';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { MinuteOutcomes } from './watched-outcomes.fold.js';

const MINUTE_MS = 60_000;

/** Which outcomes are asked for: of a promoted experiment, under the limits of its watch. */
export interface Watched {
  readonly project: string;
  readonly experiment: string;
  readonly promotedAt: string;
  readonly watch: PromotionWatch;
}

type MinuteRow = Pick<MinuteOutcomes, 'minute' | 'outcomes' | 'errors' | 'latencies'> & {
  readonly place: number;
};

const READ = `
  SELECT wanted.place::int AS place, o.minute, o.outcomes, o.errors, o.latencies
    FROM unnest($1::text[], $2::text[], $3::int[]) WITH ORDINALITY AS wanted (project, flag, since, place)
    JOIN minute_outcomes AS o ON o.project = wanted.project AND o.flag = wanted.flag AND o.minute >= wanted.since`;

/** The first whole minute of a window: what happened before the promotion is not the winner’s. */
function firstMinute(watched: Watched, windowSeconds: number, now: number): number {
  const start = Math.max(Date.parse(watched.promotedAt), now - windowSeconds * 1_000);
  return Math.ceil(start / MINUTE_MS);
}

function windowSince(since: number, rows: readonly MinuteRow[]): WatchedWindow {
  const within = rows.filter(({ minute }) => minute >= since);
  const buckets = new Map<number, number>();
  for (const { latencies } of within)
    for (const [bucket, n] of Object.entries(latencies))
      buckets.set(Number(bucket), (buckets.get(Number(bucket)) ?? 0) + n);
  return {
    since: new Date(since * MINUTE_MS).toISOString(),
    outcomes: within.reduce((sum, { outcomes }) => sum + outcomes, 0),
    errors: within.reduce((sum, { errors }) => sum + errors, 0),
    latencies: [...buckets].sort(([one], [other]) => one - other),
  };
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
    const sinces = watched.map((one) =>
      one.watch.limits.map(({ windowSeconds }) => firstMinute(one, windowSeconds, now)),
    );
    const rows = await this.models.read('watched-outcomes', (reader) =>
      reader.query<MinuteRow>(READ, [
        watched.map(({ project }) => project),
        watched.map(({ experiment }) => experiment),
        sinces.map((all) => Math.min(...all, Math.ceil(now / MINUTE_MS))),
      ]),
    );
    const byPlace = new Map<number, MinuteRow[]>();
    for (const row of rows) byPlace.set(row.place, [...(byPlace.get(row.place) ?? []), row]);
    return sinces.map((all, index) => all.map((since) => windowSince(since, byPlace.get(index + 1) ?? [])));
  }
}
