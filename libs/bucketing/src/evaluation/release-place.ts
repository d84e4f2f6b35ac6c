const PLACES = 100;
const HEXADECIMAL = 16;

/**
 * Which of the 100 places does a routing key have? Its SHA-256 as a big-endian unsigned integer, modulo 100.
 * @param digest hex SHA-256 of the key's UTF-8 bytes
 * @returns a whole number from 0 to 99
 * @example releasePlace(sha256Hex('user-123')) // 44
 */
export function releasePlace(digest: string): number {
  let rest = 0;
  for (const digit of digest) rest = (rest * HEXADECIMAL + parseInt(digit, HEXADECIMAL)) % PLACES;
  return rest;
}
