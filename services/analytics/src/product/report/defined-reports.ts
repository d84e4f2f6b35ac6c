import type { Rendered } from '../../reporting/rendered.js';
import type { DefinitionsService } from '../definition/definitions.service.js';
import type { SlotKind } from '../model/slot-models.js';
import type { Coverage } from '../../reporting/coverage.js';
import type { CountedSlot, ProductModel, ProductSnapshot } from './product-model.js';
import { countedSlots } from './product-model.js';
import { rendered } from './rendered.js';
import type { Page, Table } from '../../reporting/table.js';
import { pageOf } from '../../reporting/table.js';

/** A window of so many days that ends with a day: the last on which something happened where none is named. */
export interface WindowAsked {
  readonly days: number;
  readonly end?: string;
}

interface PageAsked {
  /** The key of the last item of the page before; empty on the first. */
  readonly after: string;
  readonly limit: number;
}

/** What is reported of each definition of a kind. */
export interface ReportKind<Report> {
  readonly kind: Exclude<SlotKind, 'segment'>;
  /** As in `Feature search`, and of all of them. */
  readonly name: string;
  readonly plural: string;
  reportOf(snapshot: ProductSnapshot, slot: CountedSlot, asked: WindowAsked): Promise<Report>;
  tableOf(report: Report): Table;
  /** One row for each definition. */
  listTableOf(reports: readonly Report[]): Table;
}

/** Reports over a window on whatever is defined of a kind, one or all of them. */
export class DefinedReports<Report extends { readonly coverage: Coverage }> {
  constructor(
    private readonly product: ProductModel,
    private readonly definitions: DefinitionsService,
    private readonly of: ReportKind<Report>,
  ) {}

  async one(project: string, key: string, asked: WindowAsked): Promise<Rendered<Report>> {
    const { kind, name } = this.of;
    const report = await this.product.read(project, async (snapshot) => {
      const [slot] = await countedSlots(snapshot, kind, { key });
      if (slot === undefined) throw await this.definitions.whyMissing(project, kind, key);
      return this.of.reportOf(snapshot, slot, asked);
    });
    return rendered(`${name} ${key}`, report, () => this.of.tableOf(report));
  }

  async all(
    project: string,
    asked: WindowAsked,
    { after, limit }: PageAsked,
  ): Promise<Rendered<Page<Report>>> {
    const report = await this.product.read(project, async (snapshot) => {
      const slots = await countedSlots(snapshot, this.of.kind, { after, limit: limit + 1 });
      const reports: Report[] = [];
      for (const slot of slots.slice(0, limit)) reports.push(await this.of.reportOf(snapshot, slot, asked));
      return pageOf(snapshot.coverage, reports, slots.length > limit ? slots[limit - 1]?.key : undefined);
    });
    return rendered(this.of.plural, report, () => this.of.listTableOf(report.items));
  }
}
