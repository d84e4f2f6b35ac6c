import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';

/**
 * Speaks as much of the protocol as connecting and GET need; can be told to fall silent,
 * like a process that is stopped: what it owes comes when it goes on.
 */
export interface FakeRedis {
  readonly url: string;
  /** GET commands received. */
  gets(): number;
  silence(silent: boolean): void;
  close(): Promise<void>;
}

function answerTo(command: string): string {
  if (command.includes('\nINFO\r') || command.includes('\ninfo\r')) return '$9\r\nloading:0\r\n';
  if (/\nget\r/i.test(command)) return '$-1\r\n';
  return '+OK\r\n';
}

/** Commands of one chunk: each begins with `*<number of arguments>`. */
const commandsOf = (chunk: string): string[] => chunk.split(/(?=\*\d+\r\n\$)/).filter((part) => part !== '');

export async function startFakeRedis(): Promise<FakeRedis> {
  let silent = false;
  let gets = 0;
  const owed: (() => void)[] = [];
  const open = new Set<{ destroy(): void }>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => open.delete(socket));
    socket.on('data', (data) => {
      for (const command of commandsOf(data.toString('latin1'))) {
        if (/\nget\r/i.test(command)) gets += 1;
        const answer = () => socket.write(answerTo(command));
        if (silent) owed.push(answer);
        else answer();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `redis://127.0.0.1:${String(port)}`,
    gets: () => gets,
    silence: (wanted) => {
      silent = wanted;
      if (!silent) for (const answer of owed.splice(0)) answer();
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
