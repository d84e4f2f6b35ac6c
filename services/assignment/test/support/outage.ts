import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createTestDatabase, soakFactor } from '@assay/testing';

export interface CutDatabase {
  readonly url: string;
  /** Cuts every connection, and refuses new ones. */
  cut(): Promise<void>;
  restore(): Promise<void>;
  drop(): Promise<void>;
}

/** A database behind a connection that tests cut, as a server that is killed cuts it. */
export async function cutDatabase(): Promise<CutDatabase> {
  const database = await createTestDatabase();
  const behind = new URL(database.url);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(behind.port), behind.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        other.destroy();
        sockets.delete(socket);
      });
    }
    near.pipe(far).pipe(near);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = new URL(database.url);
  url.host = `127.0.0.1:${String(port)}`;
  const cut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return {
    url: url.href,
    cut,
    restore: () => listen(port),
    drop: async () => {
      await cut();
      await database.drop();
    },
  };
}

export interface SilentServer {
  readonly url: string;
  close(): void;
}

/** A Redis that takes connections and never says a word. */
export async function silentRedis(): Promise<SilentServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `redis://127.0.0.1:${String(port)}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Durations are told by `npm run soak`, never asserted. */
export function tell(what: string, milliseconds: readonly number[]): void {
  if (soakFactor() === 1) return;
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
  process.stdout.write(
    `${what}: ${String(sorted.length)} requests, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(0.9999)} ms\n`,
  );
}
