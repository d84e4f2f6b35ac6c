import type { AlertReading } from '@assay/alerts';
import { AlertLog } from '@assay/alerts';
import type { PromotionCheck } from '@assay/contracts';
import type { Clock } from '@assay/platform';
import { CLOCK, Problem } from '@assay/platform';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { RollbacksService } from '../promoting/rollbacks.service.js';
import type { ActivePromotion } from '../promotion/promotion-state.js';
import { judgeWatch } from './judge-watch.js';
import type { Watched } from './watched-windows.js';
import { WatchedWindows } from './watched-windows.js';

interface WatchedPromotion extends Watched {
  readonly promotionId: string;
  readonly variant: string;
}

interface Row {
  readonly project: string;
  readonly experiment: string;
  readonly state: ActivePromotion;
}

const ACTOR = 'system:promotion-watch';
const RULE = 'promotion-watch';
const IN_WATCH =
  'SELECT project, experiment, state FROM promotions WHERE watched_until > to_timestamp($1 / 1000.0)';

/** Looks at promoted winners as long as they are watched: a breach is an alert, and a rollback where that is wanted. */
@Injectable()
export class PromotionWatching {
  private readonly logger = new Logger(PromotionWatching.name);

  constructor(
    @Inject(PROJECTIONS) private readonly models: Projections,
    private readonly windows: WatchedWindows,
    private readonly rollbacks: RollbacksService,
    private readonly alerts: AlertLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** One look at all of them. Whoever looks at the same time finds the same, and it happens once. */
  async look(): Promise<void> {
    const now = this.clock.now();
    const watched = await this.watchedAt(now);
    if (watched.length === 0) return;
    const windows = await this.windows.read(watched, now);
    for (const [index, one] of watched.entries())
      for (const check of judgeWatch(one.watch, windows[index] ?? [])) await this.settle(one, check);
  }

  private async watchedAt(now: number): Promise<readonly WatchedPromotion[]> {
    const rows = await this.models.read('promotions', (reader) => reader.query<Row>(IN_WATCH, [now]));
    return rows.flatMap(({ project, experiment, state: { promotionId, variant, promotedAt, watch } }) =>
      promotedAt === null || watch === null
        ? []
        : [{ project, experiment, promotionId, variant, promotedAt, watch }],
    );
  }

  private async settle(watched: WatchedPromotion, check: PromotionCheck): Promise<void> {
    const reading = readingOf(watched, check);
    if (check.passed) return;
    await this.alerts.raise(reading);
    if (watched.watch.onBreach === 'roll_back') await this.rollBack(watched, reading.message);
  }

  private async rollBack(
    { project, experiment, promotionId }: WatchedPromotion,
    reason: string,
  ): Promise<void> {
    try {
      const request = { project, name: experiment, promotionId, reason, actor: ACTOR };
      await this.rollbacks.ask({ ...request, decidedBy: 'watch' });
      this.logger.warn(`${experiment}: rolled back, ${reason}`);
    } catch (error) {
      // Somebody was faster, or the policy wants a person to decide: the alert is there all the same.
      if (!(error instanceof Problem)) throw error;
      this.logger.warn(`${experiment}: not rolled back (${error.code}), ${reason}`);
    }
  }
}

function readingOf(
  { project, experiment, promotionId, variant, watch }: WatchedPromotion,
  { name, value, threshold }: PromotionCheck,
): AlertReading {
  return {
    ...{ project, experiment, rule: RULE, severity: 'critical' },
    subject: `${experiment}/${promotionId}/${name}`,
    message: `${name} of the promoted ${variant} is ${String(value)}, the limit is ${String(threshold)}`,
    value: typeof value === 'number' ? value : null,
    limit: typeof threshold === 'number' ? threshold : null,
    details: { promotionId, variant, onBreach: watch.onBreach },
  };
}
