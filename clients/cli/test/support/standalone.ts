import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RunningProcess } from '@assay/testing';
import { freePort, startProcess } from '@assay/testing';
import type pg from 'pg';
import { databaseOf } from './database-of.js';
import { PeakMemory } from './peak-memory.js';

const MAIN = resolve(__dirname, '../../../../services/standalone/dist/main.js');

/** Who is killed is not waited for longer than Kafka allows. */
export const BUS_SESSION_SECONDS = '6';

/** Variables that its processes have beside the usual ones; undefined takes one away. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface RunningForm {
  readonly kind: 'standalone' | 'distributed';
  /** Where the command line finds it by itself. */
  readonly folder: string;
  readonly url: string;
  /** kill -9 of one process, without warning; resolves with its name when all is ready again. */
  readonly killAndRestart: () => Promise<string>;
  /** Starts again what has ended by itself; resolves when all is ready again. */
  readonly recover: () => Promise<void>;
  /** Starts again at once whatever ends by itself, until what it resolves with is called. */
  readonly supervise: () => Promise<() => Promise<void>>;
  /** The database that its services share, with the rights of whoever owns the machine. */
  readonly database: () => Promise<pg.Client>;
  /** The most memory that a process which counts has had so far, in MB; the system has to be Linux. */
  readonly peakMemoryMb: () => number;
  readonly stop: () => Promise<void>;
}

interface Start {
  readonly folder: string;
  readonly port: number;
  readonly env: Environment;
  /** It waits for its log to be imported. */
  readonly awaitImport?: boolean;
}

const READY = /Assay is ready|Assay answers, and waits/;

const launch = ({ folder, port, env, awaitImport = false }: Start): RunningProcess =>
  startProcess({
    args: [MAIN, '--data', join(folder, '.assay'), '--port', String(port), '--empty'],
    env: { NODE_OPTIONS: undefined, BUS_SESSION_SECONDS, AWAIT_IMPORT: String(awaitImport), ...env },
  });

/** Comes back when it is ready, or waits for a person. */
const start = async (options: Start): Promise<RunningProcess> => {
  const process_ = launch(options);
  await process_.printed(READY, 120_000);
  return process_;
};

/** A standalone of its own, empty, as a process. */
export async function startStandalone({
  awaitImport = false,
  env = {},
}: { readonly awaitImport?: boolean; readonly env?: Environment } = {}): Promise<RunningForm> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-standalone-'));
  const port = await freePort();
  let process_ = await start({ folder, port, env, awaitImport });
  const memory = new PeakMemory(() => process_.pid);
  return {
    kind: 'standalone',
    folder,
    url: `http://127.0.0.1:${String(port)}`,
    peakMemoryMb: () => memory.look(),
    killAndRestart: async () => {
      memory.look();
      await process_.stop('SIGKILL');
      process_ = await start({ folder, port, env });
      return 'standalone';
    },
    recover: async () => {
      await process_.exited;
      process_ = await start({ folder, port, env });
    },
    supervise: () => {
      let isOn = true;
      const watch = async (): Promise<void> => {
        while (isOn) {
          await process_.exited;
          // It may end again before it is ready.
          if (isOn) process_ = launch({ folder, port, env });
        }
      };
      void watch();
      return Promise.resolve(async () => {
        isOn = false;
        await process_.printed(READY, 120_000);
      });
    },
    database: () => databaseOf(folder),
    stop: async () => {
      await process_.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
