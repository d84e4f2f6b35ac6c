import type { Micros } from '../../engine/state/micros.js';
import { negative, plus } from '../../engine/state/micros.js';
import type { AddLine, Pages } from './unit-model.js';

/** The lengths in days of the windows that reports look back over. */
export const SPANS = [1, 7, 30, 90] as const;
export type Span = (typeof SPANS)[number];
export const LONGEST_SPAN = 90;

/** What a unit adds to the figures of a window. */
export type Figures = ReadonlyMap<string, Micros>;
const NOTHING: Figures = new Map();

/**
 * What a unit adds to windows of a length, for every day that they may end with: only the days on which something
 * enters or leaves the window change it. The figures of a window are then the sum of the changes up to its last day,
 * whatever the number of units.
 * @param pages by day
 * @param figuresOf of the pages of one window in order of their days, at least one
 */
export function addTrailing<Page>(
  pages: Pages<Page>,
  span: number,
  figuresOf: (window: readonly (readonly [day: number, page: Page])[]) => Figures,
  add: AddLine,
): void {
  const days = [...pages].sort(([one], [other]) => one - other);
  const turns = new Set(days.flatMap(([day]) => [day, day + span]));
  let before = NOTHING;
  let first = 0;
  let end = 0;
  for (const turn of [...turns].sort((one, other) => one - other)) {
    while ((days[first]?.[0] ?? Infinity) <= turn - span) first += 1;
    while ((days[end]?.[0] ?? Infinity) <= turn) end += 1;
    const now = end > first ? figuresOf(days.slice(first, end)) : NOTHING;
    addDifference({ before, now }, { span, day: turn }, add);
    before = now;
  }
}

function addDifference(
  { before, now }: { readonly before: Figures; readonly now: Figures },
  at: { readonly span: number; readonly day: number },
  add: AddLine,
): void {
  for (const [figure, amount] of now) {
    const change = plus(amount, negative(before.get(figure) ?? 0));
    if (change !== 0) add({ ...at, figure }, change);
  }
  for (const [figure, amount] of before)
    if (!now.has(figure) && amount !== 0) add({ ...at, figure }, negative(amount));
}
