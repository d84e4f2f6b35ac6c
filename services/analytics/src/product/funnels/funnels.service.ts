import type { FunnelDefined } from '@assay/contracts';
import { Injectable } from '@nestjs/common';
import { ExperimentDirectory } from '../../experiments/experiment-directory.js';
import { DefinitionsService } from '../definition/definitions.service.js';
import { countingOf } from '../report/counting.js';
import { NO_DAYS, shownWindow, windowAsked } from '../report/days-asked.js';
import type { CountedSlot } from '../report/product-model.js';
import { countedSlots, ProductModel } from '../report/product-model.js';
import { readWindow } from '../report/read-statistics.js';
import type { Rendered } from '../../reporting/rendered.js';
import { rendered } from '../report/rendered.js';
import type { Page } from '../../reporting/table.js';
import { pageOf } from '../../reporting/table.js';
import type { Arms, FunnelReport } from './funnel-report.js';
import { funnelPicture } from './funnel-picture.js';
import { funnelReport, funnelTable } from './funnel-report.js';

interface FunnelAsked {
  readonly days: number;
  readonly end?: string;
  /** Of the experiment; the latest where none is named. */
  readonly run?: number;
}

/** A funnel in a list. */
export interface ListedFunnel {
  readonly key: string;
  readonly name: string;
  readonly version: number;
  readonly steps: readonly string[];
  readonly isComplete: boolean;
}

/** Reports how far units come along the steps of funnels. */
@Injectable()
export class FunnelsService {
  constructor(
    private readonly product: ProductModel,
    private readonly definitions: DefinitionsService,
    private readonly experiments: ExperimentDirectory,
  ) {}

  async one(project: string, key: string, asked: FunnelAsked): Promise<Rendered<FunnelReport>> {
    const found = await this.product.read(project, async (snapshot) => {
      const { model, lastDay, coverage } = snapshot;
      const [slot] = await countedSlots(snapshot, 'funnel', { key });
      if (slot === undefined) throw await this.definitions.whyMissing(project, 'funnel', key);
      const days = windowAsked(asked, lastDay);
      const figures = await readWindow(model, { project, slot: slot.slot }, days ?? NO_DAYS);
      return { slot, figures, coverage, window: shownWindow(days, asked.days) };
    });
    const { slot, figures, ...context } = found;
    const definition = definitionOf(slot);
    const arms = await this.armsOf(project, definition.experiment, asked.run);
    const report = funnelReport(definition, figures, { ...context, counting: countingOf(slot), arms });
    return rendered(
      `Funnel ${report.funnel.name}`,
      report,
      () => funnelTable(report),
      () => funnelPicture(report),
    );
  }

  async all(
    project: string,
    { after, limit }: { readonly after: string; readonly limit: number },
  ): Promise<Rendered<Page<ListedFunnel>>> {
    const report = await this.product.read(project, async (snapshot) => {
      const slots = await countedSlots(snapshot, 'funnel', { after, limit: limit + 1 });
      const listed = slots.slice(0, limit).map(listedFunnel);
      return pageOf(snapshot.coverage, listed, slots.length > limit ? listed.at(-1)?.key : undefined);
    });
    return rendered('Funnels', report, () => ({
      columns: ['key', 'name', 'version', 'steps'],
      rows: report.items.map(({ key, name, version, steps }) => [key, name, version, steps.join(' > ')]),
    }));
  }

  private async armsOf(
    project: string,
    experiment: string | undefined,
    run: number | undefined,
  ): Promise<Arms | undefined> {
    if (experiment === undefined) return undefined;
    const found = await this.experiments.find(project, experiment);
    return { run: run ?? found?.run ?? null, variants: found?.variants ?? [] };
  }
}

const definitionOf = ({ document }: CountedSlot): FunnelDefined['data'] =>
  JSON.parse(document) as FunnelDefined['data'];

function listedFunnel(slot: CountedSlot): ListedFunnel {
  const { key, version, isComplete } = slot;
  const { name, steps } = definitionOf(slot);
  return { key, name, version, steps: steps.map((step) => step.name), isComplete };
}
