const SIGNS = [
  'bot',
  'crawl',
  'spider',
  'slurp',
  'headlesschrome',
  'phantomjs',
  'lighthouse',
  'pagespeed',
  'pingdom',
  'statuscake',
  'site24x7',
  'facebookexternalhit',
  'archiver',
  'validator',
];
// A make of telephones.
const NO_SIGN = /cubot/g;

/**
 * Does the sender say that it is a crawler, a monitor or a browser without a person?
 * @param userAgent the request's User-Agent header
 * @example isKnownBot('Mozilla/5.0 (compatible; Examplebot/2.1)') // true
 */
export function isKnownBot(userAgent: string): boolean {
  const text = userAgent.toLowerCase().replace(NO_SIGN, '');
  return SIGNS.some((sign) => text.includes(sign));
}
