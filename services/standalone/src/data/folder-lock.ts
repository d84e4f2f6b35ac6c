import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataFolderInUseError } from '../errors/index.js';
import { processIdentity } from './process-identity.js';

interface Holder {
  readonly pid: number;
  readonly identity: string;
}

/** The data folder belongs to this process until it is released. */
export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Takes the data folder for this process alone; a lock left by a process that is gone is taken over.
 * @throws DataFolderInUseError while another process holds it
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const file = join(folder, 'lock');
  const own = JSON.stringify({ pid: process.pid, identity: await processIdentity(process.pid) });
  for (;;) {
    if (await create(file, own)) return { release: () => rm(file, { force: true }) };
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const holder = holderOf(text);
    if (holder && (await processIdentity(holder.pid)) === holder.identity)
      throw new DataFolderInUseError(folder, holder.pid);
    await discard(file, text);
  }
}

async function create(file: string, content: string): Promise<boolean> {
  try {
    await writeFile(file, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function holderOf(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}

/** Moves a stale lock away; when another starter was faster and the file is its lock, puts it back. */
async function discard(file: string, stale: string): Promise<void> {
  const aside = `${file}.${String(process.pid)}`;
  await rename(file, aside).catch(() => undefined);
  const moved = await readFile(aside, 'utf8').catch(() => undefined);
  if (moved !== undefined && moved !== stale) await rename(aside, file);
  await rm(aside, { force: true });
}
