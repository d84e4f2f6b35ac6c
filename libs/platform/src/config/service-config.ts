/** The log over Kafka or in Postgres. The namespace prefixes topics and groups, so that several can share one. */
export type BusConfig = (
  | { readonly kind: 'kafka'; readonly brokers: readonly string[]; readonly namespace: string }
  | { readonly kind: 'postgres'; readonly databaseUrl: string; readonly namespace: string }
) & {
  /** How long a process keeps its partitions without a sign of life, milliseconds. */
  readonly sessionMs?: number;
};

export interface TopicConfig {
  readonly partitions: number;
  /** Milliseconds; -1 keeps everything. */
  readonly retentionMs: number;
  readonly replicationFactor: number;
  /** How many brokers have to have a message before it is acknowledged. */
  readonly minInsyncReplicas?: number;
}

/** How many requests a second client applications may make; 0: as many as they like. */
export interface RateLimitConfig {
  /** With one API key, over all processes. */
  readonly perKey: number;
  /** From one address, over all processes. */
  readonly perAddress: number;
}

export type StickyConfig = { readonly kind: 'memory' } | { readonly kind: 'redis'; readonly url: string };

/** How people's tokens are verified: one shared secret, or the public keys of an issuer; never both. */
export type JwtKey =
  { readonly kind: 'secret'; readonly secret: string } | { readonly kind: 'jwks'; readonly url: string };

export interface JwtConfig {
  readonly key: JwtKey;
  readonly issuer?: string;
  readonly audience?: string;
  /** The role of a token that names none; without it such a token may do nothing. */
  readonly defaultRole?: string;
}

/** Far above what one client needs: a limit for accidents. */
export const DEFAULT_RATE_LIMITS: RateLimitConfig = { perKey: 100_000, perAddress: 100_000 };

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The one server that queries of metrics go to. */
export interface PrometheusConfig {
  /** What stands in front of `/api/v1/query_range`. */
  readonly baseUrl: string;
  readonly bearerToken?: string;
}

/** Where closed segments of the log lie, and when they are made. */
export interface ArchiveConfig {
  /** `file:///folder` or `s3://bucket/prefix`. */
  readonly url: string;
  /** Of an S3-compatible storage that is not Amazon's. */
  readonly endpoint?: string;
  readonly region?: string;
  /** Pause between two runs of the archiver, milliseconds; 0: only when somebody asks. */
  readonly everyMs: number;
  /** A segment is closed when it has so many bytes, before they are compressed … */
  readonly segmentBytes: number;
  /** … or when its first message is older than this. */
  readonly closeAfterMs: number;
  /** What is archived and older than this is deleted from the log; without it nothing is. */
  readonly trimAfterMs?: number;
}

/** A key around the data keys of units. */
export interface MasterKey {
  /** Stored beside what it wraps. */
  readonly id: string;
  /** 32 bytes. */
  readonly secret: Buffer;
}

/** Attributes of units are sealed before they go to the log. */
export interface PrivacyConfig {
  /** Where the data keys lie: apart from the log, and from what backs it up. */
  readonly databaseUrl: string;
  /** The first wraps what is new; the others still unwrap. */
  readonly masterKeys: readonly [MasterKey, ...MasterKey[]];
  /** Whose attributes are sealed. */
  readonly projects: 'all' | readonly string[];
}

/** Everything a service is told from outside; made by {@link loadConfig}, or by hand in tests. */
export interface ServiceConfig {
  readonly service: string;
  readonly port: number;
  readonly host: string;
  readonly databaseUrl: string;
  readonly bus: BusConfig;
  readonly topics: TopicConfig;
  /** The log keeps everything itself without it. */
  readonly archive?: ArchiveConfig;
  /** Attributes lie in clear without it. */
  readonly privacy?: PrivacyConfig;
  readonly sticky: StickyConfig;
  readonly jwt: JwtConfig;
  /** {@link DEFAULT_RATE_LIMITS} when not given. */
  readonly rateLimits?: RateLimitConfig;
  /** Networks whose `X-Forwarded-For` is believed; this machine when not given. */
  readonly trustedProxies?: readonly string[];
  readonly logLevel: LogLevel;
  readonly migrateOnStart: boolean;
  /** Nothing is written to an empty event store before an import has filled the log. */
  readonly awaitImport?: boolean;
  readonly configCacheDir?: string;
  /** Signs tokens with which testers see a variant; without it, a key derived from the secret of people's tokens. */
  readonly testerTokenSecret?: string;
  /** Releases cannot be judged by metrics of a Prometheus without it. */
  readonly prometheus?: PrometheusConfig;
  /** A file with an offset in milliseconds that the clock adds: tests move time across processes with it. */
  readonly clockOffsetFile?: string;
}

/**
 * The Postgres schema that a service owns.
 * @example schemaOf('event-ingest') // 'event_ingest'
 */
export const schemaOf = (service: string): string => service.replaceAll('-', '_');
