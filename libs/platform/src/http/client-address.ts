import type { BlockList } from 'node:net';
import { isIP } from 'node:net';

const MAPPED = /^::ffff:(?=\d+\.)/i;

/**
 * The address a request comes from: that of the connection, or, as far as those who passed it on may be believed,
 * the one they name.
 * @param connection the address at the other end of the connection
 * @param forwardedFor the X-Forwarded-For header: each who passes a request on adds whom it had it from
 * @param trusted who is believed
 * @example clientAddress('127.0.0.1', '203.0.113.9', networksOf(['127.0.0.0/8'])) // '203.0.113.9'
 */
export function clientAddress(
  connection: string,
  forwardedFor: string | undefined,
  trusted: BlockList,
): string {
  const named = forwardedFor?.split(',').map((address) => address.trim()) ?? [];
  let address = plain(connection);
  for (let at = named.length - 1; at >= 0 && isTrusted(address, trusted); at -= 1) {
    const before = plain(named[at] ?? '');
    if (isIP(before) === 0) break;
    address = before;
  }
  return address;
}

const plain = (address: string): string => address.replace(MAPPED, '');

const isTrusted = (address: string, trusted: BlockList): boolean =>
  trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
