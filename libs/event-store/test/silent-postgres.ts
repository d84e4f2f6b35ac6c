import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

export interface SilentPostgres {
  readonly url: string;
  /** Nothing that the server says arrives any more; its connections stay open. */
  silence(): void;
  /** New connections are answered again; those that were silenced are not. */
  restore(): void;
  close(): void;
}

/** A database that stops answering in the middle of a connection, as one does behind a network that loses packets. */
export async function silentPostgres(databaseUrl: string): Promise<SilentPostgres> {
  const behind = new URL(databaseUrl);
  const open = new Set<Socket>();
  let isSilent = false;
  const server = createServer((near) => {
    const far = connect(Number(behind.port), behind.hostname);
    for (const socket of [near, far]) open.add(socket.on('error', () => undefined));
    near.pipe(far);
    far.on('data', (answer) => {
      if (isSilent) far.pause();
      else near.write(answer);
    });
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    url: url.href,
    silence: () => (isSilent = true),
    restore: () => (isSilent = false),
    close: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}
