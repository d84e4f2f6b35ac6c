import { join } from 'node:path';
import type { LocalPostgres } from '@assay/local-postgres';
import { LocalPostgresError, startLocalPostgres } from '@assay/local-postgres';
import { DataDamagedError } from '../errors/index.js';

/**
 * The data folder's own Postgres.
 * @throws DataDamagedError when the files cannot be opened
 */
export async function startServer(folder: string, password: string): Promise<LocalPostgres> {
  try {
    return await startLocalPostgres({ folder: join(folder, 'postgres'), password });
  } catch (error) {
    if (!(error instanceof LocalPostgresError) || error.code === 'POSTGRES_BINARIES_MISSING') throw error;
    throw new DataDamagedError(folder, lastWords(error.log), error);
  }
}

const lastWords = (log: string): string => `Postgres says:\n${log.split('\n').slice(-4).join('\n')}`;
