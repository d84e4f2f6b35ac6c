import type { Micros } from '../../engine/state/micros.js';
import { negative } from '../../engine/state/micros.js';
import type { AddLine, PagesChange } from './unit-model.js';

/** A figure of one day: of all, or of a value of a list. */
export interface DayFigure {
  readonly figure: string;
  readonly value?: string;
  readonly amount: Micros;
}

/** The figures of the days that changed: those of after, less those of before. */
export function addByDay<Page>(
  { before, after, from, to }: PagesChange<Page>,
  figuresOf: (page: Page) => readonly DayFigure[],
  add: AddLine,
): void {
  for (const [pages, signed] of [
    [before, negative],
    [after, (amount: Micros) => amount],
  ] as const)
    for (const [day, page] of pages) {
      if (day < from || day > to) continue;
      for (const { amount, ...line } of figuresOf(page))
        if (amount !== 0) add({ span: 0, day, ...line }, signed(amount));
    }
}
