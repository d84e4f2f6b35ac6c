import { bucketOf, DEFAULT_GRID } from '@assay/stats';
import type { Micros } from '../state/micros.js';

/** The grid that metrics are read back on, in millionths: whole numbers fall into the same buckets undivided. */
const MICROS_GRID = { ...DEFAULT_GRID, resolution: 1 };

/** The bucket of the sketches that a value in millionths belongs to. */
export const bucketOfMicros = (micros: Micros): number => bucketOf(Number(micros), MICROS_GRID);
