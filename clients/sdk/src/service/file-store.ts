import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CopyStore } from '../copies/copies.js';

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/**
 * Keeps last-good copies as files of a folder, so that a server answers at once after a restart, also while the
 * gateway is away. A copy is replaced as a whole: several processes may share the folder.
 */
export const fileStore = (folder: string): CopyStore => ({
  async getItem(name) {
    try {
      return await readFile(join(folder, `${name}.json`), 'utf8');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
  async setItem(name, text) {
    await mkdir(folder, { recursive: true });
    const part = join(folder, `${name}.${randomUUID()}.part`);
    await writeFile(part, text);
    await rename(part, join(folder, `${name}.json`));
  },
});
