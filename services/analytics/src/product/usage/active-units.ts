import type { AddLine } from '../model/unit-model.js';

export const ACTIVE = 'active';

/** The days on which a unit was active, ascending. */
export interface DaysChange {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** The windows of a length in which a unit was active: by the days that they end with, as those begin and end. */
export function addActive(change: DaysChange, span: number, add: AddLine): void {
  const { before, after } = aroundChange(change);
  const changes = new Map<number, number>();
  const changeBy = (amount: number) => (day: number) => changes.set(day, (changes.get(day) ?? 0) + amount);
  edgesOf(before, span, { begins: changeBy(-1), ends: changeBy(1) });
  edgesOf(after, span, { begins: changeBy(1), ends: changeBy(-1) });
  for (const [day, amount] of changes) if (amount !== 0) add({ span, day, figure: ACTIVE }, amount);
}

/** Windows that overlap are one stretch of days. */
function edgesOf(
  days: readonly number[],
  span: number,
  { begins, ends }: { readonly begins: (day: number) => void; readonly ends: (day: number) => void },
): void {
  days.forEach((day, place) => {
    const last = days[place - 1];
    const next = days[place + 1];
    if (last === undefined || last + span < day) begins(day);
    if (next === undefined || day + span < next) ends(day + span);
  });
}

/** The days that differ with those before and after them: the others add the same as ever. */
function aroundChange({ before, after }: DaysChange): DaysChange {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < before.length - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const from = Math.max(0, start - 1);
  const part = (days: readonly number[]) => days.slice(from, days.length - Math.max(0, end - 1));
  return { before: part(before), after: part(after) };
}
