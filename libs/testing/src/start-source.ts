import { resolve } from 'node:path';
import { startProcess, type RunningProcess } from './running-process.js';

/**
 * Runs a TypeScript source as a process of its own, without a build: for tests that kill processes.
 *
 * @param file its path in the repository (tests run from there)
 * @param env added to this process's environment
 * @returns a handle to wait for output and to stop it
 * @example
 * const relay = startSource('libs/event-store/test/processes/relay-process.ts', { DATABASE_URL: url });
 * await relay.stop('SIGKILL');
 */
export function startSource(
  file: string,
  env: Readonly<Record<string, string | undefined>> = {},
): RunningProcess {
  const hooks = resolve('libs/testing/src/run-typescript.mjs');
  return startProcess({
    args: ['--conditions=@assay/source', '--import', hooks, resolve(file)],
    env: { NODE_OPTIONS: undefined, ...env },
  });
}
