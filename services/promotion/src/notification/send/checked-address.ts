import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { BlockList } from 'node:net';
import { isIP } from 'node:net';
import { isIn, isPublicAddress } from './address-rules.js';
import { TargetForbiddenError, TargetUnreachableError } from './send-error.js';

/** All addresses of a name; tests give their own. */
export type Resolve = (name: string) => Promise<readonly LookupAddress[]>;

export const resolveName: Resolve = (name) => lookup(name, { all: true, verbatim: true });

/** How names become addresses, and which of them may be used. */
export interface NetworkRules {
  /** Networks that are not public and may be reached all the same, by plain http as well. */
  readonly own: BlockList;
  readonly resolve: Resolve;
}

/** The name or address of a URL; IPv6 without its brackets. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/**
 * The one address that a request to this URL goes to. Every address of the name has to be allowed, so that none of them
 * can be slipped in; the name is not asked again afterwards.
 * @throws TargetForbiddenError, TargetUnreachableError
 */
export async function checkedAddress(url: URL, rules: NetworkRules): Promise<LookupAddress> {
  const { protocol } = url;
  if (protocol !== 'https:' && protocol !== 'http:')
    throw new TargetForbiddenError(`${protocol}// is not used to send messages; give https://`);
  if (url.username !== '' || url.password !== '')
    throw new TargetForbiddenError('a target names no user and no password');
  const host = hostOf(url);
  const addresses =
    isIP(host) === 0 ? await resolved(host, rules.resolve) : [{ address: host, family: isIP(host) }];
  const forbidden = addresses.find(({ address }) => !isAllowed(protocol, address, rules));
  if (forbidden !== undefined)
    throw new TargetForbiddenError(
      `${host} is at ${forbidden.address}, where nothing is sent to by ${protocol}//`,
    );
  const [first] = addresses;
  if (first === undefined) throw new TargetUnreachableError(`${host} has no address`);
  return first;
}

const isAllowed = (protocol: string, address: string, { own }: NetworkRules): boolean =>
  isIn(own, address) || (protocol === 'https:' && isPublicAddress(address));

async function resolved(host: string, resolve: Resolve): Promise<readonly LookupAddress[]> {
  try {
    return await resolve(host);
  } catch {
    throw new TargetUnreachableError(`${host} is not known to the name service`);
  }
}
