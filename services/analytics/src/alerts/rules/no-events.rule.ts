import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { ENGINE } from '../../engine/engine.projection.js';
import type { Judgement } from '../judgement.js';
import type { OpenAlert } from '../open-alert.js';
import type { ActiveHours } from './active-hours.js';
import { ACTIVE_HOURS } from './active-hours.js';
import type { AlertRule } from './alert-rule.js';
import { judgeSilence, NO_EVENTS } from './judge-silence.js';
import { WatchedExperiments } from './watched-experiments.js';

const LAST_EVENTS = `SELECT wanted.place::int AS place, (extract(epoch FROM max(last_event)) * 1000)::float8 AS last
  FROM unnest($1::text[], $2::text[], $3::int[]) WITH ORDINALITY AS wanted(project, experiment, run, place)
  JOIN run_statistics USING (project, experiment, run) GROUP BY wanted.place`;

/** Running experiments of which nothing is heard. */
@Injectable()
export class NoEventsRule implements AlertRule {
  readonly name = NO_EVENTS;
  readonly everyMs = 10_000;

  constructor(
    @Inject(PROJECTIONS) private readonly projections: Projections,
    @Inject(ACTIVE_HOURS) private readonly hours: ActiveHours,
    private readonly experiments: WatchedExperiments,
  ) {}

  async look(_open: readonly OpenAlert[], now: number): Promise<readonly Judgement[]> {
    const running = (await this.experiments.read()).filter(
      ({ experiment }) => experiment.runningSince !== null && experiment.origin === 'assigned',
    );
    return this.projections.read(ENGINE, async (model) => {
      const { completeTo } = await model.completeness();
      const rows = await model.query<{ readonly place: number; readonly last: number }>(LAST_EVENTS, [
        running.map(({ project }) => project),
        running.map(({ experiment }) => experiment.key),
        running.map(({ experiment }) => experiment.run),
      ]);
      const lastAt = new Map(rows.map(({ place, last }) => [place - 1, last]));
      return running.map((watched, index) =>
        judgeSilence(
          watched,
          { lastEvent: lastAt.get(index) ?? null, completeTo: completeTo?.getTime() ?? null },
          { now, hours: this.hours },
        ),
      );
    });
  }
}
