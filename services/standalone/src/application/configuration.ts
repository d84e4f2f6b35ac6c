import type { Environment, ServiceConfig } from '@assay/platform';
import { loadConfig } from '@assay/platform';
import { HOST_ROLE, KEY_ROLE } from './roles.js';

export interface Composition {
  readonly port: number;
  readonly jwtSecret: string;
  readonly configCacheDir: string;
  readonly databaseUrlOf: (service: string) => string;
}

/** What may be said from outside; everything else follows from the data folder. */
const PASSED_ON = [
  'HOST',
  'LOG_LEVEL',
  'TOPIC_PARTITIONS',
  'BUS_SESSION_SECONDS',
  'AWAIT_IMPORT',
  'ARCHIVE_URL',
  'ARCHIVE_ENDPOINT',
  'ARCHIVE_REGION',
  'ARCHIVE_EVERY_MINUTES',
  'ARCHIVE_SEGMENT_MB',
  'ARCHIVE_SEGMENT_HOURS',
  'ARCHIVE_TRIM_AFTER_HOURS',
  'PRIVACY_MASTER_KEYS',
  'PRIVACY_PROJECTS',
  'PROMETHEUS_URL',
  'PROMETHEUS_BEARER_TOKEN',
  'ASSAY_CLOCK_OFFSET_FILE',
] as const;

/** The configuration of one service in this process: the log in Postgres, sticky assignments in memory. */
export function configOf(service: string, env: Environment, composition: Composition): ServiceConfig {
  const { port, jwtSecret, configCacheDir, databaseUrlOf } = composition;
  const passed = Object.fromEntries(PASSED_ON.map((variable) => [variable, env[variable]]));
  return loadConfig(service, {
    LOG_LEVEL: 'warn',
    // Nobody else works on this data folder: who starts after a crash need not wait long for who is gone.
    BUS_SESSION_SECONDS: '10',
    ...withoutMissing(passed),
    PORT: String(port),
    DATABASE_URL: databaseUrlOf(service),
    PRIVACY_DATABASE_URL: env['PRIVACY_DATABASE_URL'] ?? databaseUrlOf(KEY_ROLE),
    BUS: 'postgres',
    BUS_DATABASE_URL: databaseUrlOf(HOST_ROLE),
    STICKY: 'memory',
    JWT_SECRET: jwtSecret,
    CONFIG_CACHE_DIR: configCacheDir,
  });
}

const withoutMissing = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
