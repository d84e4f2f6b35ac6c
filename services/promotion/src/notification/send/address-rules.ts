import { BlockList, isIP } from 'node:net';

/** Not the public internet (IANA special-purpose registries): own machine, own networks, metadata, tests, groups. */
const FORBIDDEN_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** Only global unicast is routed; of it, what is kept for other purposes or hides an IPv4 address is left out too. */
const GLOBAL_UNICAST = '2000::/3';
const FORBIDDEN_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'];

function blockList(cidrs: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', prefix = ''] = cidr.split('/');
    list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

const forbiddenV4 = blockList(FORBIDDEN_V4, 'ipv4');
const forbiddenV6 = blockList(FORBIDDEN_V6, 'ipv6');
const globalUnicast = blockList([GLOBAL_UNICAST], 'ipv6');

/**
 * Does an address belong to the public internet?
 * @param address an IPv4 or IPv6 address in any form that the system’s resolver gives
 * @returns false also for what is no address
 * @example isPublicAddress('169.254.169.254') // false: metadata of clouds
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !forbiddenV4.check(address, 'ipv4');
  // Those that carry an IPv4 address (::ffff:0:0/96, 64:ff9b::/96) lie outside of global unicast.
  return family === 6 && globalUnicast.check(address, 'ipv6') && !forbiddenV6.check(address, 'ipv6');
}

/** Is an address in one of these networks? */
export const isIn = (networks: BlockList, address: string): boolean =>
  isIP(address) !== 0 && networks.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
