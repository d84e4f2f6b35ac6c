import { networksOf } from '../http/networks.js';
import { archiveConfig } from './archive-config.js';
import type { Environment } from './environment-reader.js';
import { EnvironmentReader } from './environment-reader.js';
import { privacyConfig } from './privacy-config.js';
import type { BusConfig, JwtConfig, JwtKey, ServiceConfig, StickyConfig } from './service-config.js';
import { DEFAULT_RATE_LIMITS, LOG_LEVELS } from './service-config.js';

const POSTGRES = ['postgres', 'postgresql'];

/**
 * What is this service's configuration?
 *
 * @param service the service's folder name, e.g. `assignment`
 * @param env the process environment
 * @returns the complete configuration, defaults filled in
 * @throws ConfigError naming every variable that is missing or wrong
 * @example loadConfig('assignment', { DATABASE_URL: 'postgres://localhost/assay', JWT_SECRET: secret }).port // 3000
 */
export function loadConfig(service: string, env: Environment): ServiceConfig {
  const read = new EnvironmentReader(env);
  const databaseUrl = read.url('DATABASE_URL', POSTGRES);
  const config: ServiceConfig = {
    service,
    port: read.integer('PORT', { fallback: 3000, min: 0, max: 65_535 }),
    host: read.optional('HOST') ?? '127.0.0.1',
    databaseUrl,
    bus: busConfig(read, databaseUrl),
    topics: {
      partitions: read.integer('TOPIC_PARTITIONS', { fallback: 6, min: 1, max: 1000 }),
      retentionMs: read.integer('TOPIC_RETENTION_MS', {
        fallback: -1,
        min: -1,
        max: Number.MAX_SAFE_INTEGER,
      }),
      replicationFactor: read.integer('KAFKA_REPLICATION_FACTOR', { fallback: 1, min: 1, max: 10 }),
      ...present('minInsyncReplicas', read.optionalInteger('KAFKA_MIN_INSYNC_REPLICAS', { min: 1, max: 10 })),
    },
    ...archiveConfig(read),
    ...privacyConfig(read),
    sticky: stickyConfig(read),
    jwt: jwtConfig(read),
    rateLimits: {
      perKey: rateLimit(read, 'RATE_LIMIT_PER_KEY', DEFAULT_RATE_LIMITS.perKey),
      perAddress: rateLimit(read, 'RATE_LIMIT_PER_ADDRESS', DEFAULT_RATE_LIMITS.perAddress),
    },
    ...trustedProxies(read),
    ...prometheus(read),
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    migrateOnStart: read.boolean('MIGRATE_ON_START', true),
    awaitImport: read.boolean('AWAIT_IMPORT', false),
    ...present('configCacheDir', read.optional('CONFIG_CACHE_DIR')),
    ...present('testerTokenSecret', read.optional('TESTER_TOKEN_SECRET')),
    ...present('clockOffsetFile', read.optional('ASSAY_CLOCK_OFFSET_FILE')),
  };
  read.check();
  return config;
}

const present = <Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): Partial<Record<Key, Value>> => (value === undefined ? {} : ({ [key]: value } as Record<Key, Value>));

function busConfig(read: EnvironmentReader, databaseUrl: string): BusConfig {
  const namespace = read.optional('KAFKA_NAMESPACE') ?? '';
  if (read.oneOf('BUS', ['kafka', 'postgres'], 'postgres') === 'postgres') {
    // A missing DATABASE_URL has been reported already; asking twice would only repeat it.
    const own = read.optional('BUS_DATABASE_URL');
    const url = own === undefined ? databaseUrl : read.url('BUS_DATABASE_URL', POSTGRES);
    return { kind: 'postgres', databaseUrl: url, namespace, ...session(read, 1) };
  }
  const list = read.required('KAFKA_BROKERS', 'give host:port, several separated by commas');
  const brokers = list.split(',').map((broker) => broker.trim());
  for (const broker of list === '' ? [] : brokers) {
    if (!/^[^\s:/]+:\d{1,5}$/.test(broker))
      read.wrong({ variable: 'KAFKA_BROKERS', value: list, expected: 'give host:port, comma separated' }, '');
  }
  return { kind: 'kafka', brokers, namespace, ...session(read, KAFKA_LEAST_SECONDS) };
}

/** Brokers allow no less unless they are told to (`group.min.session.timeout.ms`). */
const KAFKA_LEAST_SECONDS = 6;

function session(read: EnvironmentReader, min: number): Pick<BusConfig, 'sessionMs'> {
  const seconds = read.optionalInteger('BUS_SESSION_SECONDS', { min, max: 1_800 });
  return seconds === undefined ? {} : { sessionMs: seconds * 1_000 };
}

function stickyConfig(read: EnvironmentReader): StickyConfig {
  return read.oneOf('STICKY', ['redis', 'memory'], 'memory') === 'memory'
    ? { kind: 'memory' }
    : { kind: 'redis', url: read.url('REDIS_URL', ['redis', 'rediss']) };
}

const rateLimit = (read: EnvironmentReader, variable: string, fallback: number): number =>
  read.integer(variable, { fallback, min: 0, max: 10_000_000 });

function trustedProxies(read: EnvironmentReader): { readonly trustedProxies?: readonly string[] } {
  const list = read.optional('TRUSTED_PROXIES');
  if (list === undefined) return {};
  const trusted = list.split(',').map((network) => network.trim());
  if (networksOf(trusted) !== undefined) return { trustedProxies: trusted };
  const expected = 'give networks separated by commas, as 10.0.0.0/8,fd00::/8';
  return read.wrong({ variable: 'TRUSTED_PROXIES', value: list, expected }, {});
}

function prometheus(read: EnvironmentReader): Pick<ServiceConfig, 'prometheus'> {
  if (read.optional('PROMETHEUS_URL') === undefined) return {};
  const baseUrl = read.url('PROMETHEUS_URL', ['https', 'http']);
  return { prometheus: { baseUrl, ...present('bearerToken', read.optional('PROMETHEUS_BEARER_TOKEN')) } };
}

function jwtConfig(read: EnvironmentReader): JwtConfig {
  return {
    key: jwtKey(read),
    ...present('issuer', read.optional('JWT_ISSUER')),
    ...present('audience', read.optional('JWT_AUDIENCE')),
    ...present('defaultRole', read.optional('JWT_DEFAULT_ROLE')),
  };
}

function jwtKey(read: EnvironmentReader): JwtKey {
  const secret = read.optional('JWT_SECRET');
  if (read.optional('JWKS_URL') === undefined)
    return {
      kind: 'secret',
      secret: secret ?? read.required('JWT_SECRET', 'give 32 random characters or more, or set JWKS_URL'),
    };
  if (secret !== undefined)
    read.wrong(
      {
        variable: 'JWT_SECRET',
        value: '(not shown)',
        expected: 'unset it, or unset JWKS_URL: one key type only',
      },
      '',
    );
  return { kind: 'jwks', url: read.url('JWKS_URL', ['https', 'http']) };
}
