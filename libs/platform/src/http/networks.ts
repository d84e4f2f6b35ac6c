import { BlockList, isIP } from 'node:net';

/**
 * A set of networks.
 * @param cidrs addresses, with or without a prefix length
 * @returns undefined when one of them is no network
 * @example networksOf(['10.0.0.0/8'])?.check('10.1.2.3') // true
 */
export function networksOf(cidrs: readonly string[]): BlockList | undefined {
  const networks = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', prefix, ...rest] = cidr.split('/');
    const bits = isIP(address) === 6 ? 128 : 32;
    const length = prefix === undefined ? bits : Number(prefix);
    const isLength = prefix === undefined || (/^\d{1,3}$/.test(prefix) && length <= bits);
    if (isIP(address) === 0 || !isLength || rest.length > 0) return undefined;
    networks.addSubnet(address, length, bits === 128 ? 'ipv6' : 'ipv4');
  }
  return networks;
}
