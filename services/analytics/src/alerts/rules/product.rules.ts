import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { FeaturesService } from '../../product/features/features.service.js';
import { FunnelsService } from '../../product/funnels/funnels.service.js';
import type { SlotKind } from '../../product/model/slot-models.js';
import { PowerUsersService } from '../../product/power-users/power-users.service.js';
import { PRODUCT } from '../../product/product.projection.js';
import type { Coverage } from '../../reporting/coverage.js';
import type { DefinedReports } from '../../product/report/defined-reports.js';
import type { Page } from '../../reporting/table.js';
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

const LAST_DAYS = 7;

/** Every report on a kind of definition, over the last seven whole days, with the project it belongs to. */
async function lastReports<Report extends { readonly coverage: Coverage }>(
  projections: Pick<Projections, 'read'>,
  { kind, reports }: { readonly kind: SlotKind; readonly reports: DefinedReports<Report> },
  now: number,
): Promise<readonly { readonly project: string; readonly report: Report }[]> {
  const window = { days: LAST_DAYS, end: lastWholeDay(now) };
  const found: { readonly project: string; readonly report: Report }[] = [];
  for (const project of await projectsWith(projections, kind)) {
    const own = await allPages(
      async (after) => (await reports.all(project, window, { after, limit: LIMIT })).report,
    );
    found.push(...own.map((report) => ({ project, report })));
  }
  return found;
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
    const reports = await lastReports(this.projections, { kind: 'feature', reports: this.features }, now);
    return reports.map(({ project, report }) => judgeAdoption(project, report));
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
    const reports = await lastReports(
      this.projections,
      { kind: 'power-users', reports: this.powerUsers },
      now,
    );
    return reports.flatMap(({ project, report }) => judgePowerUsers(project, report));
  }
}
