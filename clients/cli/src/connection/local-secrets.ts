import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UnreadableFileError } from '../errors/unreadable-file.error.js';

/** What a running Assay leaves for its owner (mode 0600). */
interface LocalSecrets {
  readonly file: string;
  readonly url?: string;
  readonly adminToken?: string;
  readonly jwtSecret?: string;
}

export const STANDALONE_FOLDER = '.assay';
const DISTRIBUTED_FILE = '.services/distributed.json';

/** The secrets of the standalone in `data`, else those of the distributed form on this machine. */
export async function findLocalSecrets(
  folder: string,
  data: string | undefined,
): Promise<LocalSecrets | undefined> {
  const standalone = await readSecrets(resolve(folder, data ?? STANDALONE_FOLDER, 'secrets.json'));
  if (standalone !== undefined || data !== undefined) return standalone;
  return readSecrets(resolve(folder, DISTRIBUTED_FILE));
}

async function readSecrets(file: string): Promise<LocalSecrets | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw new UnreadableFileError(file, `cannot be read (${error.code ?? error.message})`, { cause: error });
  });
  return text === undefined ? undefined : { ...parse(file, text), file };
}

function parse(file: string, text: string): Omit<LocalSecrets, 'file'> {
  const content = asRecord(file, text);
  const pick = (name: string) => (typeof content[name] === 'string' ? { [name]: content[name] } : {});
  return { ...pick('url'), ...pick('adminToken'), ...pick('jwtSecret') };
}

function asRecord(file: string, text: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content === 'object' && content !== null) return content as Record<string, unknown>;
  } catch (error) {
    throw new UnreadableFileError(file, 'is not JSON', { cause: error });
  }
  throw new UnreadableFileError(file, 'is not a JSON object');
}
