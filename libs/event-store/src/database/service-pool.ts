import { Pool, types } from 'pg';
import type { ClientConfig, CustomTypesConfig, PoolConfig } from 'pg';
import { schemaOf } from './schema-name.js';

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a number exactly`);
  return value;
}

/** Counts and positions stay below 2^53, so bigint arrives as a number; `numeric` stays text, to be exact. */
const exactTypes: CustomTypesConfig = {
  getTypeParser: (oid) =>
    oid === types.builtins.INT8
      ? safeInteger
      : (types.getTypeParser(oid, 'text') as (value: string) => unknown),
};

/** Where a service keeps its state. */
export interface ServiceDatabase {
  readonly service: string;
  readonly databaseUrl: string;
}

/** Bounds on how long one stuck writer can hold up the others of its log. */
export interface SessionLimits {
  readonly lockTimeoutMs: number;
  readonly idleInTransactionMs: number;
}

const LIMITS: SessionLimits = { lockTimeoutMs: 4_000, idleInTransactionMs: 10_000 };

/** Connection settings of a service: its own schema as search path, and the session limits. */
export function connectionConfig(
  { service, databaseUrl }: ServiceDatabase,
  limits: SessionLimits = LIMITS,
): ClientConfig {
  return {
    connectionString: databaseUrl,
    options: [
      `-c search_path=${schemaOf(service)}`,
      `-c lock_timeout=${String(limits.lockTimeoutMs)}`,
      `-c idle_in_transaction_session_timeout=${String(limits.idleInTransactionMs)}`,
    ].join(' '),
    application_name: `assay-${service}`,
    types: exactTypes,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  };
}

/**
 * A pool whose connections work in the service's schema. Statements are pipelined: one goes out without waiting for the
 * answers to those before it (cursors of the driver are refused for that). A connection that dies while idle is replaced
 * at its next use instead of ending the process.
 */
export function createServicePool(database: ServiceDatabase, overrides: PoolConfig = {}): Pool {
  const pool = new Pool({ ...connectionConfig(database), max: 10, pipeline: true, ...overrides });
  pool.on('error', () => undefined);
  return pool;
}
