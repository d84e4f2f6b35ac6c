import type { PowerUsersDefined } from '@assay/contracts';
import { Injectable } from '@nestjs/common';
import { DefinitionsService } from '../definition/definitions.service.js';
import { countingOf } from '../report/counting.js';
import type { ReportKind, WindowAsked } from '../report/defined-reports.js';
import { DefinedReports } from '../report/defined-reports.js';
import { NO_DAYS, shownWindow, windowAsked } from '../report/days-asked.js';
import type { CountedSlot, ProductSnapshot } from '../report/product-model.js';
import { ProductModel } from '../report/product-model.js';
import { readWindow } from '../report/read-statistics.js';
import type { PowerUsersReport } from './power-report.js';
import { powerUsersReport, powerUsersTable } from './power-report.js';

const POWER_USERS: ReportKind<PowerUsersReport> = {
  kind: 'power-users',
  name: 'Power users',
  plural: 'Power users',
  reportOf,
  tableOf: powerUsersTable,
  listTableOf: (reports) => ({
    columns: ['key', 'units', 'threshold', 'power_users'],
    rows: reports.map(({ powerUsers, units, threshold, top }) => [
      powerUsers.key,
      units,
      threshold,
      top.units.count,
    ]),
  }),
};

/** Reports who uses the most, and what they use. */
@Injectable()
export class PowerUsersService extends DefinedReports<PowerUsersReport> {
  constructor(product: ProductModel, definitions: DefinitionsService) {
    super(product, definitions, POWER_USERS);
  }
}

async function reportOf(
  { model, project, lastDay, coverage }: ProductSnapshot,
  slot: CountedSlot,
  asked: WindowAsked,
): Promise<PowerUsersReport> {
  const days = windowAsked(asked, lastDay);
  const figures = await readWindow(model, { project, slot: slot.slot }, days ?? NO_DAYS);
  const definition = JSON.parse(slot.document) as PowerUsersDefined['data'];
  const window = shownWindow(days, asked.days);
  return powerUsersReport(definition, figures, { counting: countingOf(slot), window, coverage });
}
