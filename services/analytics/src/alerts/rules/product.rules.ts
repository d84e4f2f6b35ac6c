import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { FeaturesService } from '../../product/features/features.service.js';
import { FunnelsService } from '../../product/funnels/funnels.service.js';
import type { SlotKind } from '../../product/model/slot-models.js';
import { PowerUsersService } from '../../product/power-users/power-users.service.js';
import { PRODUCT } from '../../product/product.projection.js';
import type { Page } from '../../product/report/table.js';
import type { Judgement } from '../judgement.js';
import type { OpenAlert } from '../open-alert.js';
import type { AlertRule } from './alert-rule.js';
import {
  FEATURE_ADOPTION,
  judgeAdoption,
  judgeDropOff,
  judgePowerUsers,
  POWER_USER_ADOPTION,
  STEP_DROP_OFF,
} from './judge-product.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** What changes by the day need not be looked at more often. */
const EVERY_MS = 30_000;
const LIMIT = 100;

/** The last day that was over at an instant, as `2026-03-01`. */
export const lastWholeDay = (instant: number): string =>
  new Date(Math.floor(instant / DAY_MS) * DAY_MS - 1).toISOString().slice(0, 10);

/** Who has definitions of a kind. */
async function projectsWith(
  projections: Pick<Projections, 'read'>,
  kind: SlotKind,
): Promise<readonly string[]> {
  const rows = await projections.read(PRODUCT, (model) =>
    model.query<{ readonly project: string }>(
      'SELECT DISTINCT project FROM slots WHERE kind = $1 AND NOT dropped ORDER BY project',
      [kind],
    ),
  );
  return rows.map(({ project }) => project);
}

async function allPages<Item>(page: (after: string) => Promise<Page<Item>>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let after: string | null = ''; after !== null;) {
    const { items: some, nextCursor }: Page<Item> = await page(after);
    items.push(...some);
    after = nextCursor;
  }
  return items;
}

/** Features that few of those use who see them, over the last seven whole days. */
@Injectable()
export class FeatureAdoptionRule implements AlertRule {
  readonly name = FEATURE_ADOPTION;
  readonly everyMs = EVERY_MS;

  constructor(
    @Inject(PROJECTIONS) private readonly projections: Projections,
    private readonly features: FeaturesService,
  ) {}

  async look(_open: readonly OpenAlert[], now: number): Promise<readonly Judgement[]> {
    const window = { days: 7, end: lastWholeDay(now) };
    const judged: Judgement[] = [];
    for (const project of await projectsWith(this.projections, 'feature')) {
      const reports = await allPages(
        async (after) => (await this.features.all(project, window, { after, limit: LIMIT })).report,
      );
      judged.push(...reports.map((report) => judgeAdoption(project, report)));
    }
    return judged;
  }
}

/** Steps of funnels at which many leave, on the last day whose attempts are all over. */
@Injectable()
export class StepDropOffRule implements AlertRule {
  readonly name = STEP_DROP_OFF;
  readonly everyMs = EVERY_MS;

  constructor(
    @Inject(PROJECTIONS) private readonly projections: Projections,
    private readonly funnels: FunnelsService,
  ) {}

  async look(_open: readonly OpenAlert[], now: number): Promise<readonly Judgement[]> {
    const judged: Judgement[] = [];
    for (const project of await projectsWith(this.projections, 'funnel')) {
      const listed = await allPages(
        async (after) => (await this.funnels.all(project, { after, limit: LIMIT })).report,
      );
      for (const { key } of listed) judged.push(...(await this.judge(project, key, now)));
    }
    return judged;
  }

  private async judge(project: string, key: string, now: number): Promise<readonly Judgement[]> {
    const { report } = await this.funnels.one(project, key, { days: 1, end: lastWholeDay(now) });
    const end = lastWholeDay(now - report.funnel.windowHours * HOUR_MS);
    return judgeDropOff(project, (await this.funnels.one(project, key, { days: 1, end })).report);
  }
}

/** Features that few of the power users use, over the last seven whole days. */
@Injectable()
export class PowerUserAdoptionRule implements AlertRule {
  readonly name = POWER_USER_ADOPTION;
  readonly everyMs = EVERY_MS;

  constructor(
    @Inject(PROJECTIONS) private readonly projections: Projections,
    private readonly powerUsers: PowerUsersService,
  ) {}

  async look(_open: readonly OpenAlert[], now: number): Promise<readonly Judgement[]> {
    const window = { days: 7, end: lastWholeDay(now) };
    const judged: Judgement[] = [];
    for (const project of await projectsWith(this.projections, 'power-users')) {
      const reports = await allPages(
        async (after) => (await this.powerUsers.all(project, window, { after, limit: LIMIT })).report,
      );
      judged.push(...reports.flatMap((report) => judgePowerUsers(project, report)));
    }
    return judged;
  }
}
