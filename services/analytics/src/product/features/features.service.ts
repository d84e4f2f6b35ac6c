import type { FeatureDefined } from '@assay/contracts';
import { Injectable } from '@nestjs/common';
import { DefinitionsService } from '../definition/definitions.service.js';
import { ACTIVITY_SLOT } from '../model/slot-models.js';
import { countingOf } from '../report/counting.js';
import { NO_DAYS, shownWindow, windowAsked } from '../report/days-asked.js';
import type { CountedSlot, ProductSnapshot } from '../report/product-model.js';
import { countedSlots, ProductModel } from '../report/product-model.js';
import { readEnding, readWindow } from '../report/read-statistics.js';
import type { Rendered } from '../../reports/rendering/rendered.js';
import { rendered } from '../report/rendered.js';
import type { Page } from '../report/table.js';
import { pageOf } from '../report/table.js';
import { ACTIVE } from '../usage/active-units.js';
import { twoWindows, USED_IN_EITHER } from './feature-window.js';
import type { FeatureReport } from './feature-report.js';
import { featureReport, featureTable } from './feature-report.js';
import { featuresTable } from './features-table.js';

export interface WindowAsked {
  readonly days: number;
  readonly end?: string;
}

/** Reports how features are taken up. */
@Injectable()
export class FeaturesService {
  constructor(
    private readonly product: ProductModel,
    private readonly definitions: DefinitionsService,
  ) {}

  async one(project: string, key: string, asked: WindowAsked): Promise<Rendered<FeatureReport>> {
    const report = await this.product.read(project, async (snapshot) => {
      const [slot] = await countedSlots(snapshot, 'feature', { key });
      if (slot === undefined) throw await this.definitions.whyMissing(project, 'feature', key);
      return reportOf(snapshot, slot, asked);
    });
    return rendered(`Feature ${key}`, report, () => featureTable(report));
  }

  async all(
    project: string,
    asked: WindowAsked,
    { after, limit }: { readonly after: string; readonly limit: number },
  ): Promise<Rendered<Page<FeatureReport>>> {
    const report = await this.product.read(project, async (snapshot) => {
      const slots = await countedSlots(snapshot, 'feature', { after, limit: limit + 1 });
      const reports: FeatureReport[] = [];
      for (const slot of slots.slice(0, limit)) reports.push(await reportOf(snapshot, slot, asked));
      return pageOf(snapshot.coverage, reports, slots.length > limit ? slots[limit - 1]?.key : undefined);
    });
    return rendered('Features', report, () => featuresTable(report.items));
  }
}

async function reportOf(
  snapshot: ProductSnapshot,
  slot: CountedSlot,
  asked: WindowAsked,
): Promise<FeatureReport> {
  const { model, project, lastDay, coverage } = snapshot;
  const days = windowAsked(asked, lastDay);
  const { from, to } = days ?? NO_DAYS;
  const where = { project, slot: slot.slot };
  const endingWith = async (
    day: number,
    figure: string,
    span: number,
    of: { readonly slot: number },
  ): Promise<number> =>
    (await readEnding(model, { project, ...of }, { figure, span, days: { from: day, to: day } })).get(day) ??
    0;
  const figures = {
    now: await readWindow(model, where, { from, to }),
    usedBefore: await endingWith(from - 1, 'used', asked.days, slot),
    usedInEither: await endingWith(to, USED_IN_EITHER, twoWindows(asked.days), slot),
    activeUnits: await endingWith(to, ACTIVE, asked.days, { slot: ACTIVITY_SLOT }),
  };
  const definition = JSON.parse(slot.document) as FeatureDefined['data'];
  const window = shownWindow(days, asked.days);
  return featureReport(definition, figures, { counting: countingOf(slot), window, coverage });
}
