/** Where a local Postgres keeps its files and how it is reached. */
export interface LocalPostgresOptions {
  /** Folder of this server alone: the cluster, its log and nothing else. Created when missing. */
  readonly folder: string;
  /** Password of the role `postgres`; must be the one the folder was created with. */
  readonly password: string;
  /** TCP port on 127.0.0.1; a free one when left out. */
  readonly port?: number;
  /** `false` for throw-away servers: commits are not flushed to disk, which is several times faster. */
  readonly durable?: boolean;
}

/** A running server. It is a process of its own and outlives this one unless it is stopped. */
export interface LocalPostgres {
  /** Connection URL of the superuser to the database `postgres`. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Ends sessions, writes a checkpoint and returns when the server is gone. */
  stop(): Promise<void>;
}

/** The server could not be created or started; `log` holds the last lines it wrote. */
export class LocalPostgresError extends Error {
  readonly code: 'POSTGRES_BINARIES_MISSING' | 'POSTGRES_INIT_FAILED' | 'POSTGRES_START_FAILED';
  readonly log: string;
}

/**
 * Starts a real Postgres server from the binaries that npm installs, creating its cluster on first use. A server
 * left over in the same folder by a process that was killed is stopped first.
 *
 * @param options folder, password, port, durability
 * @returns the running server, ready for connections
 * @throws {LocalPostgresError} when it cannot be created or started
 * @example
 * const server = await startLocalPostgres({ folder: '/var/tmp/example', password: 'secret' });
 * // connect to server.url
 * await server.stop();
 */
export function startLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres>;

/** Stops the server of a folder, whoever started it; returns whether one was running. */
export function stopLocalPostgres(folder: string): Promise<boolean>;

/** The process id of the server of a folder, or `undefined` when none is running. */
export function localPostgresPid(folder: string): Promise<number | undefined>;

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number>;
