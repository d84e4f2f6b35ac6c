const WILDCARD = '://*.';

/**
 * May a page of this origin use a key from a browser?
 * @param allowed what the key names: origins, `https://*.shop.example` for all subdomains, `*` for everyone
 * @param origin the request's Origin header
 * @example allowsOrigin(['https://*.shop.example'], 'https://www.shop.example') // true
 */
export const allowsOrigin = (allowed: readonly string[], origin: string): boolean =>
  allowed.some((pattern) => pattern === '*' || pattern === origin || isSubdomain(pattern, origin));

function isSubdomain(pattern: string, origin: string): boolean {
  const at = pattern.indexOf(WILDCARD);
  if (at === -1) return false;
  const scheme = pattern.slice(0, at + '://'.length);
  const domain = pattern.slice(at + WILDCARD.length - 1);
  return (
    origin.startsWith(scheme) && origin.endsWith(domain) && origin.length > scheme.length + domain.length
  );
}
