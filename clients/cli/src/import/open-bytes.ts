import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UnreadableFileError } from '../errors/unreadable-file.error.js';

const GZIP = Buffer.from([0x1f, 0x8b]);

/** The bytes of a file, unpacked when it is gzip by its first bytes (whatever its name says). */
export async function openBytes(path: string): Promise<Readable> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    const isGzip = bytesRead === 2 && buffer.equals(GZIP);
    const stream = handle.createReadStream({ start: 0 });
    if (!isGzip) return stream;
    const unpacked = createGunzip();
    stream.on('error', (error) => unpacked.destroy(error));
    return stream.pipe(unpacked);
  } catch (error) {
    await handle.close();
    throw unreadable(path, error as NodeJS.ErrnoException);
  }
}

const SENTENCES: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EISDIR: 'is a folder, not a file',
  EACCES: 'this user may not read it',
};

const unreadable = (path: string, cause: NodeJS.ErrnoException): UnreadableFileError =>
  new UnreadableFileError(path, SENTENCES[cause.code ?? ''] ?? cause.message, { cause });
