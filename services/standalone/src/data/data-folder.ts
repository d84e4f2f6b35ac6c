import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { DataFolderUnusableError } from '../errors/index.js';

/**
 * Creates the folder where it is missing.
 * @throws DataFolderUnusableError when it cannot be written
 */
export async function openDataFolder(folder: string): Promise<void> {
  try {
    // Others may pass through, not look around: the database server may run under an account of its own.
    await mkdir(folder, { recursive: true, mode: 0o711 });
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new DataFolderUnusableError(folder, error as NodeJS.ErrnoException);
  }
}
