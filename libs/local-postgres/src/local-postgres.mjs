import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { postgresBinaries } from './binaries.mjs';
import { freePort } from './free-port.mjs';
import { LocalPostgresError } from './local-postgres.error.mjs';
import { runAs, serverAccount } from './run-as.mjs';

const cluster = (folder) => join(folder, 'cluster');
const logFile = (folder) => join(folder, 'server.log');

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

export const localPostgresPid = async (folder) => {
  const text = await readFile(join(cluster(resolve(folder)), 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return pid > 0 && alive(pid) ? pid : undefined;
};

const prepareFolder = async (folder, identity) => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (identity) await chown(folder, identity.uid, identity.gid);
};

const hasCluster = (folder) =>
  readFile(join(cluster(folder), 'PG_VERSION')).then(
    () => true,
    () => false,
  );

const initialise = async ({ folder, password, durable, identity }) => {
  const passwordFile = join(folder, 'initial-password');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (identity) await chown(passwordFile, identity.uid, identity.gid);
  const { initdb } = await postgresBinaries();
  const flags = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  flags.push('--locale=C', '--encoding=UTF8', ...(durable ? [] : ['--no-sync']));
  try {
    await runAs(identity, [initdb, `--pgdata=${cluster(folder)}`, ...flags], [passwordFile]);
  } catch (error) {
    await rm(cluster(folder), { recursive: true, force: true });
    const output = error.stderr || error.message;
    throw new LocalPostgresError('POSTGRES_INIT_FAILED', `No database could be made in ${folder}.`, output);
  } finally {
    await rm(passwordFile, { force: true });
  }
};

// Read models write far more than they keep: fewer checkpoints, and pages that are logged whole take less room.
const writing = ['max_wal_size=4GB', 'checkpoint_timeout=15min', 'wal_compression=on'];
// The indexes that events and units go into at random places stay in memory; what of it is not needed is not taken.
const keeping = ['shared_buffers=1GB'];
const throwAway = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

const serverFlags = (port, durable) => {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=300'];
  return [
    `-p ${port}`,
    ...[...settings, ...writing, ...(durable ? keeping : throwAway)].map((one) => `-c ${one}`),
  ].join(' ');
};

const lastLines = async (file) => {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-15).join('\n');
};

const launch = async ({ folder, port, durable, identity }) => {
  const { pgCtl } = await postgresBinaries();
  const log = logFile(folder);
  await rm(log, { force: true });
  // pg_ctl puts the server into a session of its own: Ctrl-C in a terminal must reach us alone, and we stop it last.
  const command = [pgCtl, 'start', '-w', '-t', '120', '-s', '-D', cluster(folder), '-l', log];
  try {
    await runAs(identity, [...command, '-o', serverFlags(port, durable)], [cluster(folder)]);
  } catch (error) {
    const written = (await lastLines(log)) || error.stderr;
    throw new LocalPostgresError('POSTGRES_START_FAILED', `Postgres does not start in ${folder}.`, written);
  }
};

export const stopLocalPostgres = async (name) => {
  const folder = resolve(name);
  if ((await localPostgresPid(folder)) === undefined) return false;
  const { pgCtl } = await postgresBinaries();
  const command = [pgCtl, 'stop', '-w', '-s', '-m', 'fast', '-t', '60', '-D', cluster(folder)];
  await runAs(await serverAccount(folder), command, [cluster(folder)]);
  return true;
};

export const startLocalPostgres = async ({ folder: name, password, port: wanted, durable = true }) => {
  const folder = resolve(name);
  const identity = await serverAccount(folder);
  await prepareFolder(folder, identity);
  await stopLocalPostgres(folder);
  if (!(await hasCluster(folder))) await initialise({ folder, password, durable, identity });
  const port = wanted ?? (await freePort());
  await launch({ folder, port, durable, identity });
  return {
    url: `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`,
    port,
    pid: await localPostgresPid(folder),
    stop: async () => void (await stopLocalPostgres(folder)),
  };
};
