import type { PowerUsersDefined } from '@assay/contracts';
import { Injectable } from '@nestjs/common';
import { DefinitionsService } from '../definition/definitions.service.js';
import { countingOf } from '../report/counting.js';
import { NO_DAYS, shownWindow, windowAsked } from '../report/days-asked.js';
import type { CountedSlot, ProductSnapshot } from '../report/product-model.js';
import { countedSlots, ProductModel } from '../report/product-model.js';
import { readWindow } from '../report/read-statistics.js';
import type { Rendered } from '../../reports/rendering/rendered.js';
import { rendered } from '../report/rendered.js';
import type { Page } from '../report/table.js';
import { pageOf } from '../report/table.js';
import type { PowerUsersReport } from './power-report.js';
import { powerUsersReport, powerUsersTable } from './power-report.js';

interface WindowAsked {
  readonly days: number;
  readonly end?: string;
}

/** Reports who uses the most, and what they use. */
@Injectable()
export class PowerUsersService {
  constructor(
    private readonly product: ProductModel,
    private readonly definitions: DefinitionsService,
  ) {}

  async one(project: string, key: string, asked: WindowAsked): Promise<Rendered<PowerUsersReport>> {
    const report = await this.product.read(project, async (snapshot) => {
      const [slot] = await countedSlots(snapshot, 'power-users', { key });
      if (slot === undefined) throw await this.definitions.whyMissing(project, 'power-users', key);
      return reportOf(snapshot, slot, asked);
    });
    return rendered(`Power users ${key}`, report, () => powerUsersTable(report));
  }

  async all(
    project: string,
    asked: WindowAsked,
    { after, limit }: { readonly after: string; readonly limit: number },
  ): Promise<Rendered<Page<PowerUsersReport>>> {
    const report = await this.product.read(project, async (snapshot) => {
      const slots = await countedSlots(snapshot, 'power-users', { after, limit: limit + 1 });
      const reports: PowerUsersReport[] = [];
      for (const slot of slots.slice(0, limit)) reports.push(await reportOf(snapshot, slot, asked));
      return pageOf(snapshot.coverage, reports, slots.length > limit ? slots[limit - 1]?.key : undefined);
    });
    return rendered('Power users', report, () => ({
      columns: ['key', 'units', 'threshold', 'power_users'],
      rows: report.items.map((one) => [one.powerUsers.key, one.units, one.threshold, one.top.units.count]),
    }));
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
