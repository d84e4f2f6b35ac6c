import type { Environment } from '@assay/platform';
import { EnvironmentReader, networksOf } from '@assay/platform';
import { BlockList } from 'node:net';

/** Injection token of {@link IngestOptions}. */
export const INGEST_OPTIONS = Symbol('assay:ingest-options');

/** What an installation decides about events from outside. */
export interface IngestOptions {
  /** How long after it happened an event of a client still counts; people importing history are not bound by it. */
  readonly latenessMs: number;
  /** Who may say, in `X-Forwarded-For`, for which address it asks. */
  readonly trustedProxies: BlockList;
}

const DAY_MS = 86_400_000;
const HERE = '127.0.0.0/8,::1/128';

/**
 * The options of a whole installation, from `INGEST_LATENESS_DAYS` and `INGEST_TRUSTED_PROXIES`.
 * @throws ConfigError naming every variable that is wrong
 * @example ingestOptions({ INGEST_LATENESS_DAYS: '30' }).latenessMs // 2_592_000_000
 */
export function ingestOptions(env: Environment): IngestOptions {
  const read = new EnvironmentReader(env);
  const days = read.integer('INGEST_LATENESS_DAYS', { fallback: 400, min: 1, max: 36_500 });
  const proxies = read.optional('INGEST_TRUSTED_PROXIES') ?? read.optional('TRUSTED_PROXIES') ?? HERE;
  const trustedProxies = networksOf(proxies.split(',').map((network) => network.trim()));
  if (trustedProxies === undefined) {
    const expected = 'give networks such as 10.0.0.0/8, separated by commas';
    read.wrong({ variable: 'INGEST_TRUSTED_PROXIES', value: proxies, expected }, undefined);
  }
  read.check();
  return { latenessMs: days * DAY_MS, trustedProxies: trustedProxies ?? new BlockList() };
}
