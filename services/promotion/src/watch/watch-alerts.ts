import type { AlertReading } from '@assay/alerts';
import { AlertLog } from '@assay/alerts';
import type { Projections } from '@assay/projections';
import { each, PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { ALARMS } from '../checklist/alarms.projection.js';
import { WATCH_RULE } from './watch-reading.js';

type Raised = Pick<AlertReading, 'project' | 'subject'> & { readonly experiment: string | null };

const RAISED = 'SELECT project, subject, experiment FROM alarms WHERE rule = $1';

const nameOf = ({ project, subject }: Pick<AlertReading, 'project' | 'subject'>): string =>
  `${project}/${subject}`;

/** The last word on a winner that is not in force any more, or not watched. */
const notWatched = ({ project, subject, experiment }: Raised): AlertReading => ({
  ...{ project, subject, rule: WATCH_RULE, severity: 'critical' },
  message: 'the promotion is not in force any more, or its watch is over',
  ...{ value: null, limit: null },
  ...(experiment === null ? {} : { experiment }),
});

/** Alerts about promoted winners: raised while a limit is passed, and over when it is not, or nothing is watched. */
@Injectable()
export class WatchAlerts {
  constructor(
    @Inject(PROJECTIONS) private readonly models: Projections,
    private readonly alerts: AlertLog,
  ) {}

  async raise(reading: AlertReading): Promise<void> {
    await this.alerts.raise(reading);
  }

  /**
   * Ends every alert that is raised and not among these.
   * @param kept those whose limit is passed now
   * @param passing what is seen of the limits that are kept
   */
  async endOthers(kept: readonly AlertReading[], passing: readonly AlertReading[]): Promise<void> {
    const raised = await this.models.read(ALARMS, (model) => model.query<Raised>(RAISED, [WATCH_RULE]));
    const stays = new Set(kept.map(nameOf));
    const seen = new Map(passing.map((reading) => [nameOf(reading), reading]));
    const over = raised.filter((one) => !stays.has(nameOf(one)));
    await each(over, async (one) => {
      await this.alerts.resolve(seen.get(nameOf(one)) ?? notWatched(one));
    });
  }
}
