import { join } from 'node:path';
import { ensureAdminToken, ensureSdkKey } from './access/first-access.js';
import { startApplication } from './application/application.js';
import { untilReady, untilReadyOrHeld } from './application/until-ready.js';
import type { SecretsFile } from './data/secrets-file.js';
import { openDatabase } from './database/database.js';
import { hasExample, startExample } from './example/example.js';
import type { StandaloneOptions, Undo } from './starting.js';
import { announce, announceHeld } from './terminal/announce.js';
import { firstCommand } from './terminal/first-command.js';

/** What is there before the services start. */
interface Ground {
  readonly secrets: SecretsFile;
  readonly serverUrl: string;
  readonly host: string;
}

/** Starts the services on a database server, and says so; how to undo each step is added to `started`. */
export async function startSystem(
  { args, env, folder, terminal }: StandaloneOptions,
  { secrets, serverUrl, host }: Ground,
  started: Undo[],
): Promise<void> {
  const { dataFolder, port, empty } = args;
  const database = await openDatabase(serverUrl, dataFolder, secrets.get());
  const application = await startApplication(env, {
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
