import { murmurHash3 } from './murmur-hash-3.js';

/** How many buckets units are spread over: shares are exact to a hundredth of a percent. */
export const BUCKETS = 10_000;

const { floor, round } = Math;
const HASH_RANGE = 2 ** 32;
/** Traffic shares are taken to a thousandth of a percent. */
const THOUSANDTHS = 1_000;

/**
 * Which of 10,000 buckets is this unit in? The hash of `salt + ":" + unit` multiplied into the range, without
 * floating point error: hash × 10,000 stays below 2^46, and dividing by 2^32 is exact.
 * @param salt separates one choice from another: different salts give independent buckets
 * @param unit who is assigned
 * @returns an integer in [0, 10000)
 * @see https://lemire.me/blog/2016/06/27/a-fast-alternative-to-the-modulo-reduction/ multiplication into a range
 * @example bucketOf('checkout', 'visitor-1') // 6707
 */
export const bucketOf = (salt: string, unit: string): number => bucketOfHash(murmurHash3(`${salt}:${unit}`));

export const bucketOfHash = (hash: number): number => floor((hash * BUCKETS) / HASH_RANGE);

/**
 * Does this unit take part, when `percent` of the traffic does? Whoever is in at one percentage is in at every
 * higher one. For whole hundredths of a percent it is the same as `bucketOf(salt, unit) < percent × 100`.
 * @param salt the salt of the gate, never that of the variant choice
 * @param percent 0–100, taken to a thousandth
 * @example isWithinShare('checkout:gate', 'visitor-1', 100) // true
 */
export function isWithinShare(salt: string, unit: string, percent: number): boolean {
  if (percent >= 100) return true;
  if (!(percent > 0)) return false;
  return murmurHash3(`${salt}:${unit}`) < shareLimit(percent);
}

/**
 * The first hash that lies outside of the share, so that it is worked out once for many units. No hash is decided
 * otherwise than in integers: the fraction of this number is 0 or at least 1/100,000, and dividing rounds by less.
 */
export function shareLimit(percent: number): number {
  if (percent >= 100) return HASH_RANGE;
  return percent > 0 ? (round(percent * THOUSANDTHS) * HASH_RANGE) / (100 * THOUSANDTHS) : 0;
}

/**
 * The salts of a run's two independent choices. One hash for both would starve variants: at 10 % traffic every
 * unit that passes the gate would lie in the first tenth of the variant range.
 */
export const gateSalt = (salt: string): string => `${salt}:gate`;
export const variantSalt = (salt: string): string => `${salt}:variant`;

/** The salts of what many experiments share: who is in which part of a layer, and who is held out. */
export const layerSalt = (salt: string): string => `${salt}:layer`;
export const holdoutSalt = (salt: string): string => `${salt}:holdout`;
