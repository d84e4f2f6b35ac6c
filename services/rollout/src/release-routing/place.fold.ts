import { releasePlace } from '@assay/bucketing';
import { createHash } from 'node:crypto';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Which of the 100 places does a routing key have?
 *
 * Its SHA-256 (over UTF-8) as a big-endian unsigned integer, modulo 100: the same in every process and language.
 * @returns a whole number from 0 to 99
 * @example placeOf('user-123') // 44
 */
export const placeOf = (routingKey: string): number => releasePlace(sha256(routingKey));
