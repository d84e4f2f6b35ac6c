import type { BusLogger, BusTiming } from '../module/bus-options.js';
import type { EndWatch } from './end-watch.js';
import type { ReadAhead } from './read-ahead.js';

/** What every subscription of one bus shares. */
export interface Runtime {
  readonly watch: EndWatch;
  readonly ahead: ReadAhead;
  readonly now: () => number;
  readonly logger: BusLogger;
  readonly timing: BusTiming;
}
