import { readFile } from 'node:fs/promises';

/** Fields of `/proc/PID/stat` after the command's name; the 20th of them is the time of its start. */
const STATE = 0;
const START_TIME = 19;
/** Has ended; its parent has not asked for its exit code, as a container's first process may never do. */
const ZOMBIE = 'Z';

/**
 * Tells a process from a later one that was given the same number: its start time, where the system says it, with
 * the boot it belongs to.
 * @returns undefined for a process that is not there
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  if (!isAlive(pid)) return undefined;
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${String(pid)}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ]);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[STATE] === ZOMBIE) return undefined;
    return `${boot.trim()}/${fields[START_TIME] ?? ''}`;
  } catch {
    return 'alive';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
