import { createHash } from 'node:crypto';

const PLACES = 100;

/**
 * Which of the 100 places does a routing key have?
 *
 * Its SHA-256 (over UTF-8) as a big-endian unsigned integer, modulo 100: the same in every process and language.
 * @returns a whole number from 0 to 99
 * @example placeOf('user-123') // 44
 */
export function placeOf(routingKey: string): number {
  let rest = 0;
  for (const byte of createHash('sha256').update(routingKey).digest()) rest = (rest * 256 + byte) % PLACES;
  return rest;
}
