import type { AlertReading } from '@assay/alerts';
import type { DecisionCheck } from '@assay/contracts';
import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import type { Projections } from '@assay/projections';
import { each, PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { ActivePromotion } from '../promotion/promotion-state.js';
import { BreachRollback } from './breach-rollback.js';
import { judgeWatch } from './judge-watch.js';
import { WatchAlerts } from './watch-alerts.js';
import type { WatchedPromotion } from './watch-reading.js';
import { watchReading } from './watch-reading.js';
import { WatchedWindows } from './watched-windows.js';

interface Row {
  readonly project: string;
  readonly experiment: string;
  readonly state: ActivePromotion;
}

/** One limit of one winner. */
interface Judged {
  readonly promotion: WatchedPromotion;
  readonly check: DecisionCheck;
  readonly reading: AlertReading;
}

const IN_WATCH =
  'SELECT project, experiment, state FROM promotions WHERE watched_until > to_timestamp($1 / 1000.0)';

/** Looks at promoted winners as long as they are watched: a breach is an alert, and a rollback where that is wanted. */
@Injectable()
export class PromotionWatching {
  constructor(
    @Inject(PROJECTIONS) private readonly models: Projections,
    private readonly windows: WatchedWindows,
    private readonly rollback: BreachRollback,
    private readonly alerts: WatchAlerts,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * One look at all of them. Whoever looks at the same time finds the same, and it happens once; one that fails keeps
   * no other one waiting.
   */
  async look(): Promise<void> {
    const now = this.clock.now();
    const watched = await this.watchedAt(now);
    const judged = await this.judge(watched, now);
    this.rollback.keep(watched);
    const breached = judged.filter(({ check }) => !check.passed);
    const passing = judged.filter(({ check }) => check.passed);
    const work = [
      ...breached.map((one) => () => this.settle(one)),
      () => this.alerts.endOthers(breached.map(readingOf), passing.map(readingOf)),
    ];
    await each(work, (piece) => piece());
  }

  private async watchedAt(now: number): Promise<readonly WatchedPromotion[]> {
    const rows = await this.models.read('promotions', (reader) => reader.query<Row>(IN_WATCH, [now]));
    return rows.flatMap(({ project, experiment, state: { promotionId, variant, promotedAt, watch } }) =>
      promotedAt === null || watch === null
        ? []
        : [{ project, experiment, promotionId, variant, promotedAt, watch }],
    );
  }

  private async judge(watched: readonly WatchedPromotion[], now: number): Promise<readonly Judged[]> {
    if (watched.length === 0) return [];
    const windows = await this.windows.read(watched, now);
    return watched.flatMap((promotion, index) =>
      judgeWatch(promotion.watch, windows[index] ?? []).map((check) => ({
        ...{ promotion, check },
        reading: watchReading(promotion, check),
      })),
    );
  }

  /** What follows from a limit that is passed. */
  private async settle({ promotion, reading }: Judged): Promise<void> {
    await this.alerts.raise(reading);
    if (promotion.watch.onBreach === 'roll_back') await this.rollback.rollBack(promotion, reading.message);
  }
}

const readingOf = ({ reading }: Judged): AlertReading => reading;
