import { createServer } from 'node:net';

export { freePort } from '@assay/local-postgres';

const TRIES = 100;
// Below the ports that systems give to outgoing connections: one of those could take the second in the meantime.
const FIRST = 20_000;
const PAIRS = 5_000;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** The first of two ports next to each other that nobody listens on, as a broker and its controller want them. */
export async function freeNeighbours(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = FIRST + 2 * Math.floor(Math.random() * PAIRS);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
  throw new Error(`no two free ports next to each other from ${String(FIRST)} on`);
}
