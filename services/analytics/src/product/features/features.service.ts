import type { FeatureDefined } from '@assay/contracts';
import { Injectable } from '@nestjs/common';
import { DefinitionsService } from '../definition/definitions.service.js';
import { ACTIVITY_SLOT } from '../model/slot-models.js';
import { countingOf } from '../report/counting.js';
import type { ReportKind, WindowAsked } from '../report/defined-reports.js';
import { DefinedReports } from '../report/defined-reports.js';
import { NO_DAYS, shownWindow, windowAsked } from '../report/days-asked.js';
import type { CountedSlot, ProductSnapshot } from '../report/product-model.js';
import { ProductModel } from '../report/product-model.js';
import { readEnding, readWindow } from '../report/read-statistics.js';
import { ACTIVE } from '../usage/active-units.js';
import { twoWindows, USED_IN_EITHER } from './feature-window.js';
import type { FeatureReport } from './feature-report.js';
import { featureReport } from './feature-report.js';
import { featureTable } from './feature-table.js';
import { featuresTable } from './features-table.js';

const FEATURES: ReportKind<FeatureReport> = {
  kind: 'feature',
  name: 'Feature',
  plural: 'Features',
  reportOf,
  tableOf: featureTable,
  listTableOf: featuresTable,
};

/** Reports how features are taken up. */
@Injectable()
export class FeaturesService extends DefinedReports<FeatureReport> {
  constructor(product: ProductModel, definitions: DefinitionsService) {
    super(product, definitions, FEATURES);
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
