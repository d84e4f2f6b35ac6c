import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { eventually } from '@assay/testing';
import { processIdentity } from './process-identity.js';

const HAS_PROC = existsSync('/proc/self/stat');

const proc = (pid: number, file: string): string => readFileSync(`/proc/${String(pid)}/${file}`, 'utf8');

/** A process with a child that was killed and that it never asks for. */
async function withZombie(use: (parent: number, zombie: number) => Promise<void>): Promise<void> {
  const parent: ChildProcess = spawn('sh', ['-c', 'sleep 30 & echo $!; exec sleep 30'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [pid, [line]] = [parent.pid ?? 0, await firstLine(parent)];
    const zombie = Number(line);
    // The shell asks for its children; what it becomes does not.
    await eventually(() => proc(pid, 'comm').startsWith('sleep'));
    process.kill(zombie, 'SIGKILL');
    await eventually(() => proc(zombie, 'stat').includes(') Z '));
    await use(pid, zombie);
  } finally {
    parent.kill('SIGKILL');
  }
}

async function firstLine({ stdout }: ChildProcess): Promise<readonly string[]> {
  if (stdout === null) return [];
  for await (const line of createInterface({ input: stdout })) return [line];
  return [];
}

describe('the identity of a process', () => {
  it('is the same while it runs', async () => {
    const identity = await processIdentity(process.pid);
    expect(identity).toBeDefined();
    expect(await processIdentity(process.pid)).toBe(identity);
  });

  if (HAS_PROC)
    it('is none of one that was killed and that nobody has asked for', () =>
      withZombie(async (parent, zombie) => {
        // Control: signals reach its number all the same.
        expect(process.kill(zombie, 0)).toBe(true);
        expect(await processIdentity(zombie)).toBeUndefined();
        expect(await processIdentity(parent)).toBeDefined();
      }));
});
