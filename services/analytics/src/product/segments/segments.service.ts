import { Injectable } from '@nestjs/common';
import { ACTIVITY_SLOT, compiledModel } from '../model/slot-models.js';
import { countingOf } from '../report/counting.js';
import { NO_DAYS, shownWindow, windowAsked } from '../report/days-asked.js';
import type { CountedSlot } from '../report/product-model.js';
import { countedSlots, ProductModel } from '../report/product-model.js';
import { readEnding, readWindow } from '../report/read-statistics.js';
import type { Rendered } from '../../reporting/rendered.js';
import { rendered } from '../report/rendered.js';
import { ACTIVE } from '../usage/active-units.js';
import type { SegmentRow, SegmentsReport } from './segments-report.js';
import { segmentRow, segmentsTable } from './segments-report.js';

interface SegmentsAsked {
  readonly days: number;
  readonly end?: string;
  readonly after: string;
  readonly limit: number;
}

/** Reports what is done in each segment. */
@Injectable()
export class SegmentsService {
  constructor(private readonly product: ProductModel) {}

  async report(project: string, asked: SegmentsAsked): Promise<Rendered<SegmentsReport>> {
    const { after, limit } = asked;
    const report = await this.product.read(project, async (snapshot) => {
      const { model, lastDay, coverage } = snapshot;
      const days = windowAsked(asked, lastDay);
      const { from, to } = days ?? NO_DAYS;
      const active = await readEnding(
        model,
        { project, slot: ACTIVITY_SLOT },
        { figure: ACTIVE, span: asked.days, days: { from: to, to } },
      );
      const activeUnits = active.get(to) ?? 0;
      const slots = await countedSlots(snapshot, 'segment', { after, limit: limit + 1 });
      const rows: SegmentRow[] = [];
      for (const slot of slots.slice(0, limit)) {
        const figures = await readWindow(model, { project, slot: slot.slot }, { from, to });
        rows.push(segmentRow(aboutSlot(slot), figures, { activeUnits, uncountable: uncountable(slot) }));
      }
      const nextCursor = slots.length > limit ? (rows.at(-1)?.segment ?? null) : null;
      return { window: shownWindow(days, asked.days), coverage, activeUnits, rows, nextCursor };
    });
    return rendered('Segments', report, () => segmentsTable(report));
  }
}

const aboutSlot = (slot: CountedSlot) => {
  const { name } = JSON.parse(slot.document) as { readonly name: string };
  return { segment: slot.key, name, counting: countingOf(slot) };
};

function uncountable({ document }: CountedSlot): string | undefined {
  if (!('rule' in (JSON.parse(document) as object)))
    return 'it is a list of members, which events do not say: only segments by rule are counted';
  return compiledModel('segment', document) === undefined
    ? 'its rule cannot be read by this version'
    : undefined;
}
