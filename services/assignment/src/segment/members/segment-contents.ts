import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../files/replace-file.js';
import type { SegmentMembers } from './segment-members.js';

/** Where lists are looked up by their hash. */
export interface ListSource {
  /** @throws whatever keeps the database from answering */
  bytesOf(project: string, hash: string): Promise<Uint8Array | undefined>;
}

const isContent = (bytes: Uint8Array, hash: string): boolean =>
  createHash('sha256').update(bytes).digest('hex') === hash;

/**
 * Lists of members, from the disk of this process where they have been before, else from the database: a gateway
 * that starts while the database is away has those that it knew. What is on the disk is believed only if it is what
 * its name says.
 */
export class SegmentContents implements ListSource {
  private readonly folder: string | undefined;

  constructor(
    private readonly members: Pick<SegmentMembers, 'load'>,
    cacheFolder?: string,
  ) {
    this.folder = cacheFolder === undefined ? undefined : join(cacheFolder, 'segments');
  }

  async bytesOf(project: string, hash: string): Promise<Uint8Array | undefined> {
    const known = await this.onDisk(hash);
    if (known !== undefined) return known;
    const bytes = await this.members.load(project, hash);
    if (bytes !== undefined) await this.keep(hash, bytes);
    return bytes;
  }

  private async onDisk(hash: string): Promise<Uint8Array | undefined> {
    if (this.folder === undefined) return undefined;
    try {
      const bytes = new Uint8Array(await readFile(join(this.folder, hash)));
      return isContent(bytes, hash) ? bytes : undefined;
    } catch {
      return undefined;
    }
  }

  /** A disk that takes nothing costs a query at the next start, no more. */
  private async keep(hash: string, bytes: Uint8Array): Promise<void> {
    if (this.folder === undefined) return;
    try {
      await mkdir(this.folder, { recursive: true });
      await replaceFile(join(this.folder, hash), bytes);
    } catch {
      return;
    }
  }
}
