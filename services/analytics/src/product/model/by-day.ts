import type { Micros } from '../../engine/state/micros.js';
import { negative, plus } from '../../engine/state/micros.js';
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
  for (const day of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(day), after.get(day)];
    if (day < from || day > to || was === is) continue;
    addDifference(was === undefined ? [] : figuresOf(was), is === undefined ? [] : figuresOf(is), day, add);
  }
}

/** Figures mostly come in the same order: then only what differs makes a line. */
function addDifference(
  before: readonly DayFigure[],
  after: readonly DayFigure[],
  day: number,
  add: AddLine,
): void {
  const put = ({ figure, value }: DayFigure, amount: Micros): void => {
    if (amount !== 0) add({ span: 0, day, figure, ...(value === undefined ? {} : { value }) }, amount);
  };
  for (let place = 0; place < Math.max(before.length, after.length); place += 1) {
    const [was, is] = [before[place], after[place]];
    if (was !== undefined && is?.figure === was.figure && is.value === was.value) {
      put(is, plus(is.amount, negative(was.amount)));
      continue;
    }
    if (was !== undefined) put(was, negative(was.amount));
    if (is !== undefined) put(is, is.amount);
  }
}
