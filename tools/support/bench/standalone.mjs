import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { callerOf } from './caller.mjs';
import { memoryOf } from './resident-memory.mjs';

const main = fileURLToPath(new URL('../../../services/standalone/dist/main.js', import.meta.url));

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
};

/** Reads what it says to the end, so that it can always say something. */
const isReady = (child) =>
  new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text) => text.includes('Assay is ready') && resolve());
    child.once('exit', () => reject(new TypeError('the standalone ended before it was ready')));
  });

/** Starts an empty standalone in a folder of its own; `call` GETs a path or sends a body as an administrator. */
export const startStandalone = async () => {
  const root = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  const folder = join(root, 'data');
  const url = `http://127.0.0.1:${await freePort()}`;
  const args = [main, '--data', folder, '--port', new URL(url).port, '--empty'];
  const env = { ...process.env, LOG_LEVEL: 'error', HOST: '127.0.0.1' };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  await isReady(child);
  const { adminToken } = JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8'));
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill();
    await ended;
    rmSync(root, { recursive: true, force: true });
  };
  return { call: callerOf(url, adminToken), memory: () => memoryOf(child.pid), stop };
};
