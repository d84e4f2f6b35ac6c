import type { Micros } from '../../engine/state/micros.js';
import { negative, plus } from '../../engine/state/micros.js';
import type { AddLine, Pages, PagesChange } from './unit-model.js';

/** The lengths in days of the windows that reports look back over. */
export const SPANS = [1, 7, 30, 90] as const;
export const LONGEST_SPAN = 90;

/** What a unit adds to a window, by the names of the figures. */
export type Figures = readonly (readonly [figure: string, amount: Micros])[];

/** The days of a unit that lie in a window, which moves on: days enter and leave in their order. */
export interface SlidingWindow<Page> {
  enter(page: Page): void;
  leave(page: Page): void;
  figures(): Figures;
}

/**
 * By how much a unit changes the figures of windows of a length, for every day that they may end with: written as the
 * differences from one day to the next, which are few. The figures of a window are then the sum of all differences up
 * to its last day, whatever the number of units.
 * @param windowOf an empty one
 */
export function addTrailing<Page>(
  change: PagesChange<Page>,
  span: number,
  windowOf: () => SlidingWindow<Page>,
  add: AddLine,
): void {
  const before = new MovingWindow(change.before, span, windowOf());
  const after = new MovingWindow(change.after, span, windowOf());
  let difference: Figures = [];
  for (const day of turnsOf(change, span)) {
    const now = differenceOf(before.at(day), after.at(day));
    addSteps(difference, now, ({ figure, amount }) => {
      add({ span, day, figure }, amount);
    });
    difference = now;
  }
}

/** The days on which a window may differ from that of the day before, of those that hold a changed day; ascending. */
function turnsOf({ before, after, from, to }: PagesChange, span: number): readonly number[] {
  const turns = new Set<number>();
  for (const pages of [before, after])
    for (const day of pages.keys())
      for (const turn of [day, day + span]) if (turn >= from && turn <= to + span) turns.add(turn);
  return [...turns].sort((one, other) => one - other);
}

class MovingWindow<Page> {
  private readonly days: readonly (readonly [day: number, page: Page])[];
  private first = 0;
  private end = 0;

  constructor(
    pages: Pages<Page>,
    private readonly span: number,
    private readonly window: SlidingWindow<Page>,
  ) {
    this.days = [...pages].sort(([one], [other]) => one - other);
  }

  /** The figures of the window that ends with a day, which is not before the one asked for last. */
  at(last: number): Figures {
    for (let next = this.days[this.end]; next !== undefined && next[0] <= last; next = this.days[this.end]) {
      this.window.enter(next[1]);
      this.end += 1;
    }
    const gone = last - this.span;
    for (
      let next = this.days[this.first];
      next !== undefined && next[0] <= gone;
      next = this.days[this.first]
    ) {
      this.window.leave(next[1]);
      this.first += 1;
    }
    return this.window.figures();
  }
}

/** What differs between the figures; those of one window mostly come in the same order. */
function differenceOf(before: Figures, after: Figures): Figures {
  const found: (readonly [string, Micros])[] = [];
  for (let place = 0; place < Math.max(before.length, after.length); place += 1) {
    const [was, amountBefore] = before[place] ?? NONE;
    const [is, amount] = after[place] ?? NONE;
    if (was !== is) found.push([was, negative(amountBefore)], [is, amount]);
    else if (amount !== amountBefore) found.push([is, plus(amount, negative(amountBefore))]);
  }
  return found.length === 0 ? NOTHING : found.filter(([, amount]) => amount !== 0);
}

const NONE = ['', 0] as const;
const NOTHING: Figures = [];

function addSteps(
  before: Figures,
  now: Figures,
  add: (step: { readonly figure: string; readonly amount: Micros }) => void,
): void {
  if (before.length === 0 && now.length === 0) return;
  const steps = new Map<string, Micros>();
  for (const [figure, amount] of now) steps.set(figure, plus(steps.get(figure) ?? 0, amount));
  for (const [figure, amount] of before) steps.set(figure, plus(steps.get(figure) ?? 0, negative(amount)));
  for (const [figure, amount] of steps) if (amount !== 0) add({ figure, amount });
}

/** Counts a unit once while it has a day in the window. */
export class PresenceWindow<Page> implements SlidingWindow<Page> {
  private days = 0;

  constructor(
    private readonly figure: string,
    private readonly counts: (page: Page) => boolean = () => true,
  ) {}

  enter(page: Page): void {
    if (this.counts(page)) this.days += 1;
  }

  leave(page: Page): void {
    if (this.counts(page)) this.days -= 1;
  }

  figures(): Figures {
    return [[this.figure, this.days > 0 ? 1 : 0]];
  }
}
