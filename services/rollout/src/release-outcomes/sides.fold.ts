import type { SketchBucket } from '@assay/stats';
import { sketchOfBuckets, sketchQuantile } from '@assay/stats';
import type { LiveRelease } from '../release/release-state.js';
import type { Cell } from './slot-cells.fold.js';
import { CANARY, foldCells, STABLE } from './slot-cells.fold.js';

/** What one side of a release met. */
export interface SideOutcomes {
  readonly outcomes: number;
  readonly errors: number;
  /** Buckets of a sketch, milliseconds. */
  readonly latencies: readonly SketchBucket[];
}

export interface Sides {
  readonly canary: SideOutcomes;
  readonly stable: SideOutcomes;
}

const NONE: SideOutcomes = { outcomes: 0, errors: 0, latencies: [] };

/** Which side a cell belongs to, where its outcomes named none: that of the place of their units. */
function sideOf(place: number, { environment, trafficPercent }: LiveRelease): number {
  if (place < 0) return place;
  if (environment === 'production') return CANARY;
  return environment === 'canary' && place < trafficPercent ? CANARY : STABLE;
}

/** Adds up what the two sides of a release met in some slots. */
export function sidesOf(cells: readonly Cell[], release: LiveRelease): Sides {
  const sided = cells.map(([place, ...rest]): Cell => [sideOf(place, release), ...rest]);
  const folded = new Map(foldCells(sided).map((cell) => [cell[0], cell]));
  return { canary: read(folded.get(CANARY)), stable: read(folded.get(STABLE)) };
}

const read = (cell: Cell | undefined): SideOutcomes =>
  cell === undefined ? NONE : { outcomes: cell[1], errors: cell[2], latencies: cell[3] };

/** Quantile of the latencies of a side in milliseconds; null where none were told. */
export const latencyOf = ({ latencies }: SideOutcomes, probability: number): number | null =>
  sketchQuantile(sketchOfBuckets(latencies), probability);
