import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RunningProcess } from '@assay/testing';
import { freePort, startProcess } from '@assay/testing';
import { PeakMemory } from './peak-memory.js';

const ROOT = resolve(__dirname, '../../../..');

export interface RunningForm {
  /** Where the command line finds it by itself. */
  readonly folder: string;
  readonly url: string;
  /** kill -9 of one process, without warning; resolves with its name when all is ready again. */
  readonly killAndRestart: () => Promise<string>;
  /** The most memory that a process which counts has had so far, in MB; the system has to be Linux. */
  readonly peakMemoryMb: () => number;
  readonly stop: () => Promise<void>;
}

interface Start {
  readonly folder: string;
  readonly port: number;
  /** It waits for its log to be imported. */
  readonly awaitImport?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Comes back when it is ready, or waits for a person. */
const start = async ({ folder, port, awaitImport = false, env = {} }: Start): Promise<RunningProcess> => {
  const process_ = startProcess({
    args: [
      '--conditions=@assay/source',
      ...['--import', join(ROOT, 'libs/testing/src/run-typescript.mjs')],
      join(ROOT, 'services/standalone/src/main.ts'),
      ...['--data', join(folder, '.assay'), '--port', String(port), '--empty'],
    ],
    env: { NODE_OPTIONS: undefined, AWAIT_IMPORT: String(awaitImport), ...env },
  });
  await process_.printed(/Assay is ready|Assay answers, and waits/, 120_000);
  return process_;
};

/** A standalone of its own, empty, as a process. */
export async function startStandalone({
  awaitImport = false,
  env = {},
}: Pick<Start, 'awaitImport' | 'env'> = {}): Promise<RunningForm> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-standalone-'));
  const port = await freePort();
  let process_ = await start({ folder, port, awaitImport, env });
  const memory = new PeakMemory(() => process_.pid);
  return {
    folder,
    url: `http://127.0.0.1:${String(port)}`,
    peakMemoryMb: () => memory.look(),
    killAndRestart: async () => {
      memory.look();
      await process_.stop('SIGKILL');
      process_ = await start({ folder, port, env });
      return 'standalone';
    },
    stop: async () => {
      await process_.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
