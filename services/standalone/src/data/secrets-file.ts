import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { DataDamagedError } from '../errors/index.js';
import type { Secrets } from './secrets.js';
import { newSecrets, parseSecrets } from './secrets.js';

/** The secrets of a data folder, and the file they are kept in. */
export class SecretsFile {
  private constructor(
    private readonly file: string,
    private current: Secrets,
  ) {}

  /**
   * Reads the secrets, or makes them for a new folder.
   * @throws DataDamagedError when the file does not hold them
   */
  static async open(folder: string, roles: readonly string[]): Promise<SecretsFile> {
    const file = join(folder, 'secrets.json');
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    const made = newSecrets(roles, randomBytes);
    const found = text === undefined ? made : parseSecrets(text);
    if (found === undefined) throw new DataDamagedError(folder, 'secrets.json is not as it was written.');
    const rolePasswords = { ...made.rolePasswords, ...found.rolePasswords };
    const secrets = new SecretsFile(file, { ...found, rolePasswords });
    await secrets.update({});
    return secrets;
  }

  get(): Secrets {
    return this.current;
  }

  /** Written beside the old file, which it then replaces: a crash leaves one or the other. */
  async update(changes: Partial<Secrets>): Promise<void> {
    this.current = { ...this.current, ...changes };
    const beside = `${this.file}.new`;
    const handle = await open(beside, 'w', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(this.current, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, this.file);
  }
}
