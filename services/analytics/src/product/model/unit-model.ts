import type { Observation } from '../../engine/state/observation.js';
import type { Micros } from '../../engine/state/micros.js';

/**
 * A number that units add up to. `span` 0: it belongs to the day. Another span: it says how the number over the
 * `span` days that end with a day differs from that of the day before.
 */
export interface Line {
  readonly span: number;
  /** Days since 1970, UTC. */
  readonly day: number;
  readonly figure: string;
  /** Only the kept values of a list count by themselves: see `kept-values.ts`. */
  readonly value?: string;
}

export type AddLine = (line: Line, amount: Micros) => void;

export type Pages<Page = unknown> = ReadonlyMap<number, Page>;

/** The pages of a unit before and after something was observed, and the first and the last one that differ. */
export interface PagesChange<Page = unknown> {
  readonly before: Pages<Page>;
  readonly after: Pages<Page>;
  readonly from: number;
  readonly to: number;
}

/**
 * What is kept of a unit, in pages (mostly: days), and what that adds to the statistics. Pure: pages and numbers
 * depend on which observations there are, never on their order.
 */
export interface UnitModel<Page = unknown> {
  /** How many pages before and after a changed one the numbers may depend on. */
  readonly reach: number;
  /** A page that every other one depends on. */
  readonly fixedPage?: number;
  /** The page of an observation; undefined for one that does not count. */
  pageOf(seen: Observation): number | undefined;
  /** The page with one more observation; JSON. */
  add(page: Page | undefined, seen: Observation): Page;
  /** What a unit adds to the statistics with the pages of after, less what it added with those of before. */
  count(change: PagesChange<Page>, add: AddLine): void;
}
