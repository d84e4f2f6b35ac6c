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
  /** Everything that a unit with these pages adds to the statistics. */
  count(pages: ReadonlyMap<number, Page>, add: AddLine): void;
}

export type Pages<Page = unknown> = ReadonlyMap<number, Page>;
