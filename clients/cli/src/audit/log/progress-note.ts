import { readFile, rename, writeFile } from 'node:fs/promises';
import { UnreadableFileError } from '../../errors/unreadable-file.error.js';
import { UnwritableFileError } from '../../errors/unwritable-file.error.js';

/** What a note says; undefined where there is none. @throws UnreadableFileError */
export async function readNote<Note>(file: string): Promise<Note | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Note;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new UnreadableFileError(file, message, { cause: error });
  }
}

/** Writes a note in one step: a crash leaves the one before or this one. @throws UnwritableFileError */
export async function writeNote(file: string, content: unknown): Promise<void> {
  try {
    await writeFile(`${file}.new`, JSON.stringify(content));
    await rename(`${file}.new`, file);
  } catch (error) {
    throw new UnwritableFileError(file, error as Error);
  }
}
