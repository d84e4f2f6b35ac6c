import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ArchiveUnavailableError } from '../errors/archive-unavailable.error.js';
import type { ObjectStore, StoredObject } from './object-store.js';

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function synced(path: string, flags: string, content?: Buffer): Promise<void> {
  const file = await open(path, flags);
  try {
    if (content !== undefined) await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** An archive in a folder. An object appears under its name when all of it is on the disk, not before. */
export class FolderStore implements ObjectStore {
  readonly address: string;

  constructor(private readonly folder: string) {
    this.address = `file://${folder}`;
  }

  async read(key: string): Promise<StoredObject | undefined> {
    try {
      const content = await readFile(this.pathOf(key));
      return { content, version: createHash('sha256').update(content).digest('hex') };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw new ArchiveUnavailableError(`reading ${key}`, error);
    }
  }

  async write(key: string, content: Buffer): Promise<void> {
    const path = this.pathOf(key);
    const part = `${path}.${randomUUID()}.part`;
    try {
      await mkdir(dirname(path), { recursive: true });
      await synced(part, 'wx', content);
      await rename(part, path);
      await synced(dirname(path), 'r');
    } catch (error) {
      await unlink(part).catch(() => undefined);
      throw new ArchiveUnavailableError(`writing ${key}`, error);
    }
  }

  /** Who may write is settled by a lease; what is compared here is whether it was kept. */
  async replace(key: string, content: Buffer, version: string | undefined): Promise<boolean> {
    if ((await this.read(key))?.version !== version) return false;
    await this.write(key, content);
    return true;
  }

  private pathOf(key: string): string {
    return join(this.folder, ...key.split('/'));
  }
}
