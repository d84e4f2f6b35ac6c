import { join } from 'node:path';
import type { Environment } from '@assay/platform';
import { ensureAdminToken, ensureSdkKey } from './access/first-access.js';
import type { Application } from './application/application.js';
import { startApplication } from './application/application.js';
import { checkPort } from './application/port-check.js';
import { ROLES } from './application/services.js';
import type { Arguments } from './command-line/arguments.js';
import { openDataFolder } from './data/data-folder.js';
import type { FolderLock } from './data/folder-lock.js';
import { lockFolder } from './data/folder-lock.js';
import { SecretsFile } from './data/secrets-file.js';
import type { Database } from './database/database.js';
import { openDatabase } from './database/database.js';
import { hasExample, startExample } from './example/example.js';
import { untilReady, untilReadyOrHeld } from './application/until-ready.js';
import type { Terminal } from './terminal/terminal.js';
import { announce, announceHeld } from './terminal/announce.js';
import { firstCommand } from './terminal/first-command.js';

export interface RunningStandalone {
  stop(): Promise<void>;
}

interface Surroundings {
  /** Where the caller stands. */
  readonly folder: string;
  readonly env: Environment;
  readonly terminal: Terminal;
}

type Undo = () => Promise<unknown>;

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
export async function startStandalone(
  args: Arguments,
  surroundings: Surroundings,
): Promise<RunningStandalone> {
  const started: Undo[] = [];
  try {
    await startAll(args, surroundings, started);
    return { stop: () => undoAll(started) };
  } catch (error) {
    await undoAll(started).catch(() => undefined);
    throw error;
  }
}

async function startAll(
  args: Arguments,
  { env, folder, terminal }: Surroundings,
  started: Undo[],
): Promise<void> {
  const { dataFolder, port, empty } = args;
  const host = env['HOST'] ?? '127.0.0.1';
  await openDataFolder(dataFolder);
  const lock: FolderLock = await lockFolder(dataFolder);
  started.push(() => lock.release());
  await checkPort(port, host);
  const secrets = await SecretsFile.open(dataFolder, ROLES);
  const database: Database = await openDatabase(dataFolder, secrets.get());
  started.push(() => database.stop());
  const application: Application = await startApplication(env, {
    port,
    jwtSecret: secrets.get().jwtSecret,
    configCacheDir: join(dataFolder, 'config'),
    databaseUrlOf: (service) => database.urlOf(service),
  });
  started.push(() => application.stop());
  const url = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${String(port)}`;
  await secrets.update({ url });
  const token = await ensureAdminToken(secrets);
  const welcome = async (): Promise<void> => {
    const keyIsNew = await ensureSdkKey(url, secrets, 'sdkKey');
    announce(terminal, {
      url,
      dataFolder,
      secrets: secrets.get(),
      isNew: token.isNew || keyIsNew,
      firstCommand: firstCommand({ dataFolder, folder, hasExample: await hasExample(dataFolder, empty) }),
    });
    const example = await startExample({ folder: dataFolder, url, secrets, terminal }, empty);
    started.push(() => example.stop());
  };
  const held = await untilReadyOrHeld(url);
  if (held.length === 0) return welcome();
  announceHeld(terminal, { url, held });
  const waiting = new AbortController();
  const welcomed = untilReady(url, waiting.signal)
    .then(() => (waiting.signal.aborted ? undefined : welcome()))
    .catch((error: unknown) => terminal.say(error instanceof Error ? error.message : String(error)));
  started.push(() => {
    waiting.abort();
    return welcomed;
  });
}
