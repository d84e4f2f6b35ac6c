import { execFile } from 'node:child_process';
import { access, constants, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const account = async (name) => {
  const passwd = await readFile('/etc/passwd', 'utf8');
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find(([user]) => user === name);
  return fields && { uid: Number(fields[2]), gid: Number(fields[3]) };
};

const owner = async (folder) => {
  const found = await stat(folder).catch(() => undefined);
  return found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : undefined;
};

/**
 * Postgres refuses to run as root, so root hands it to another account: the owner the folder already has, else
 * `postgres`, else `nobody`. `undefined` when this process is not root.
 */
export const serverAccount = async (folder) => {
  if (process.getuid?.() !== 0) return undefined;
  return (await owner(folder)) ?? (await account('postgres')) ?? (await account('nobody'));
};

const openToOthers = async (path) => {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode } = await stat(folder);
    if ((mode & constants.S_IXOTH) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
};

const exists = (file) =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

/**
 * Runs a program as `identity`. A checkout below a folder that only root may enter (such as `/root`) would be out of
 * reach for that account; there it keeps the one capability that lets it pass.
 */
export const runAs = async (identity, [file, ...args], paths) => {
  const options = { cwd: '/', env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 1 << 24 };
  if (identity === undefined) return run(file, args, options);
  const { uid, gid } = identity;
  const reachable = (await Promise.all([file, ...paths].map(openToOthers))).every(Boolean);
  const setpriv = '/usr/bin/setpriv';
  if (reachable || !(await exists(setpriv))) return run(file, args, { ...options, uid, gid });
  const capability = '+dac_override';
  const flags = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  flags.push(`--inh-caps=${capability}`, `--ambient-caps=${capability}`);
  return run(setpriv, [...flags, '--', file, ...args], options);
};
