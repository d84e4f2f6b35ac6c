import type { LogArchive } from '../archive/log-archive.js';

/** Where the log lies. The namespace prefixes topic names and groups, so that several systems can share one log. */
export type BusConfig = KafkaConfig | PostgresConfig;

/** The log in Kafka. */
export interface KafkaConfig {
  readonly kind: 'kafka';
  /** `host:port` each. */
  readonly brokers: readonly string[];
  readonly namespace?: string;
}

/** The log in Postgres, in the schema `bus`. */
export interface PostgresConfig {
  readonly kind: 'postgres';
  readonly databaseUrl: string;
  readonly namespace?: string;
}

/** What the names of a namespace begin with. */
export const prefixOf = ({ namespace = '' }: BusConfig): string => (namespace === '' ? '' : `${namespace}.`);

/** How topics are created. */
export interface TopicSettings {
  /** Fixed for a topic version: keys stay in their partition. */
  readonly partitions: number;
  /** -1: for ever. */
  readonly retentionMs: number;
  readonly replicationFactor: number;
  /** How many brokers have to have a message before it is acknowledged; 2 where there are three copies, else 1. */
  readonly minInsyncReplicas?: number | undefined;
}

/** Topics where nobody says otherwise: kept for ever. */
export const DEFAULT_TOPIC_SETTINGS: TopicSettings = {
  partitions: 6,
  retentionMs: -1,
  replicationFactor: 1,
};

/** Where the log tells what it does by itself: connecting anew, leaving partitions. */
export interface BusLogger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** What a bus is made of. */
export interface BusOptions<Config extends BusConfig = BusConfig> {
  readonly bus: Config;
  readonly topics?: TopicSettings;
  /** What lies before the broker's first messages is read from here. */
  readonly archive?: LogArchive | undefined;
  readonly logger?: BusLogger;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly timing?: Partial<BusTiming>;
}

/** Times of the machinery, in milliseconds; tests shorten them. */
export interface BusTiming {
  /** How long a process keeps its partitions without a sign of life. */
  readonly sessionMs: number;
  /** How often ends are looked at when nothing wakes. */
  readonly pollMs: number;
  /** How long a writer waits for another one of the same partition. */
  readonly lockTimeoutMs: number;
  /** Lag without progress, and no handler at work, after which a reader connects anew. */
  readonly stallMs: number;
}

/** Times that fit a log on the same network. */
export const DEFAULT_TIMING: BusTiming = {
  sessionMs: 30_000,
  pollMs: 1_000,
  lockTimeoutMs: 2_000,
  stallMs: 60_000,
};

/** Says nothing. */
export const SILENT: BusLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };
