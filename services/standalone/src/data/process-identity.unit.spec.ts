import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { processIdentity } from './process-identity.js';

const onLinux = existsSync('/proc/self/stat') ? it : it.skip;

/** A process with a child that has ended and that it never asks for. */
async function withZombie(use: (parent: number, zombie: number) => Promise<void>): Promise<void> {
  const parent: ChildProcess = spawn('sh', ['-c', 'true & echo $!; exec sleep 30'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [line = ''] = await firstLine(parent);
    while (!readFileSync(`/proc/${line}/stat`, 'utf8').includes(') Z '))
      await new Promise((done) => setTimeout(done, 10));
    await use(parent.pid ?? 0, Number(line));
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

  onLinux('is none of one that was killed and that nobody has asked for', () =>
    withZombie(async (parent, zombie) => {
      // Control: signals reach its number all the same.
      expect(process.kill(zombie, 0)).toBe(true);
      expect(await processIdentity(zombie)).toBeUndefined();
      expect(await processIdentity(parent)).toBeDefined();
    }),
  );
});
