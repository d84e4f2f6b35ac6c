import { checkPort } from './application/port-check.js';
import { ROLES } from './application/roles.js';
import { openDataFolder } from './data/data-folder.js';
import { lockFolder } from './data/folder-lock.js';
import { SecretsFile } from './data/secrets-file.js';
import { startServer } from './database/server.js';
import type { StandaloneOptions, Undo } from './starting.js';

export interface RunningStandalone {
  stop(): Promise<void>;
}

/** Undoes what was started, the latest first, and all of it also when one step fails. */
async function undoAll(steps: readonly Undo[]): Promise<void> {
  const failures: unknown[] = [];
  for (const undo of [...steps].reverse()) await undo().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

/**
 * Starts everything a standalone consists of, in the order in which one thing needs the other.
 * @throws StandaloneError for what a person can put right
 */
export async function startStandalone(options: StandaloneOptions): Promise<RunningStandalone> {
  const started: Undo[] = [];
  try {
    await startAll(options, started);
    return { stop: () => undoAll(started) };
  } catch (error) {
    await undoAll(started).catch(() => undefined);
    throw error;
  }
}

async function startAll(options: StandaloneOptions, started: Undo[]): Promise<void> {
  const { dataFolder, port } = options.args;
  const host = options.env['HOST'] ?? '127.0.0.1';
  await openDataFolder(dataFolder);
  const lock = await lockFolder(dataFolder);
  started.push(() => lock.release());
  await checkPort(port, host);
  const secrets = await SecretsFile.open(dataFolder, ROLES);
  // The services take seconds to load: only when nothing stands in the way, and while Postgres starts.
  const system = import('./system.js');
  const server = await startServer(dataFolder, secrets.get().postgresPassword);
  started.push(() => server.stop());
  await (await system).startSystem(options, { secrets, serverUrl: server.url, host }, started);
}
