import type { Micros } from '../state/micros.js';

/** Relative accuracy of a quantile that is read from buckets. */
export const BUCKET_ACCURACY = 0.005;
const GAMMA = (1 + BUCKET_ACCURACY) / (1 - BUCKET_ACCURACY);
const LOG_GAMMA = Math.log(GAMMA);

/**
 * The bucket of a value in a sketch of logarithmic buckets (DDSketch, Masson et al. 2019): 0 for zero, ±1 for a
 * millionth, and from there by powers of γ to either side. Buckets only depend on the value, so that units can be
 * taken out again and sketches be added up.
 * @param micros the value in millionths
 */
export function bucketOf(micros: Micros): number {
  if (micros === 0) return 0;
  const magnitude = Math.abs(Number(micros));
  const index = Math.ceil(Math.log(magnitude) / LOG_GAMMA) + 1;
  return micros < 0 ? -index : index;
}

/** The value that stands for a bucket: within `BUCKET_ACCURACY` of every value in it. */
export function bucketValue(bucket: number): number {
  if (bucket === 0) return 0;
  const magnitude = ((2 * GAMMA ** (Math.abs(bucket) - 1)) / (GAMMA + 1)) * 1e-6;
  return bucket < 0 ? -magnitude : magnitude;
}
