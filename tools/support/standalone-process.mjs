import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../services/standalone/dist/main.js', import.meta.url));
const READY = /Assay (is ready|answers)/;

/** Starts a standalone without the example on a data folder; resolves with its process when it is ready. */
export const startStandaloneProcess = async ({ data, port }) => {
  const args = [MAIN, '--data', data, '--port', String(port), '--empty'];
  const env = { ...process.env, LOG_LEVEL: 'error', HOST: '127.0.0.1' };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  // It is read to the end, so that it can always say something.
  await new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text) => READY.test(text) && resolve());
    child.once('exit', (code) => reject(new TypeError(`it ended with ${code} before it was ready`)));
  });
  return child;
};

export const stopProcess = async (child, signal = 'SIGTERM') => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
};

/** What the first start has put into a data folder: `adminToken`, `postgresPassword` and the like. */
export const secretsOf = (data) => JSON.parse(readFileSync(join(data, 'secrets.json'), 'utf8'));
