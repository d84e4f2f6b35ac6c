import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort, startProcess, type RunningProcess } from '@assay/testing';

const main = resolve(__dirname, '..', 'dist', 'main.js');

/** Starts `npm start` as a process of its own, with what the shell of the tests says kept away from it. */
export const startStandaloneProcess = (args: readonly string[]): RunningProcess => {
  const env = { PORT: undefined, HOST: undefined, DATABASE_URL: undefined, INIT_CWD: undefined };
  return startProcess({ args: [main, ...args], cwd: tmpdir(), env: { ...env, LOG_LEVEL: 'warn' } });
};

export interface Place {
  readonly folder: string;
  readonly port: number;
  readonly url: string;
  readonly args: readonly string[];
  remove(): Promise<void>;
}

/** A data folder and a port of one's own. */
export async function place(): Promise<Place> {
  const root = await mkdtemp(join(tmpdir(), 'assay-standalone-'));
  const folder = join(root, 'data');
  const port = await freePort();
  const args = ['--data', folder, '--port', String(port)];
  const remove = () => rm(root, { recursive: true, force: true });
  return { folder, port, url: `http://127.0.0.1:${String(port)}`, args, remove };
}

export interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export async function call(url: string, credential: string, body?: unknown): Promise<Reply> {
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${credential}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
