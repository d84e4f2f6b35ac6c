/** Items of one page, and where the next one begins. */
export interface Paged<Item> {
  readonly items: readonly Item[];
  /** Give it as `cursor` for the next page; null on the last one. */
  readonly nextCursor: string | null;
}

/**
 * A page out of what was found when one item more than wanted was asked for.
 * @param cursorOf what names an item: the next page begins after the last one of this
 */
export function paged<Item>(
  found: readonly Item[],
  limit: number,
  cursorOf: (item: Item) => string,
): Paged<Item> {
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  return { items, nextCursor: last === undefined ? null : cursorOf(last) };
}
