import { StartRefusedError, startProblem } from '@assay/platform';
import { readArguments } from './command-line/arguments.js';
import { HELP } from './command-line/help.js';
import { StandaloneError } from './errors/index.js';
import type { RunningStandalone } from './standalone.js';
import { startStandalone } from './standalone.js';
import type { Terminal } from './terminal/terminal.js';

const GIVE_UP_AFTER_MS = 9_500;

const terminal: Terminal = { say: (line) => process.stdout.write(`${line}\n`) };

/** The whole life of the process: start, wait for a signal, stop; a sentence instead of a stack where one helps. */
export async function runProcess(): Promise<void> {
  try {
    // Relative folders are those of the caller, also when npm started this from another one.
    const folder = process.env['INIT_CWD'] ?? process.cwd();
    const args = readArguments(process.argv.slice(2), { env: process.env, folder });
    if (args.help) return terminal.say(HELP);
    const interrupted = signalled();
    terminal.say('Assay is starting …');
    const running = await startStandalone({ args, env: process.env, folder, terminal });
    await interrupted;
    await stop(running);
  } catch (error) {
    process.stderr.write(`Assay cannot start.\n${explain(error)}\n`);
    process.exit(error instanceof StandaloneError ? error.exitCode : 1);
  }
}

const signalled = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });

async function stop(running: RunningStandalone): Promise<void> {
  terminal.say('Assay is stopping …');
  setTimeout(() => process.exit(1), GIVE_UP_AFTER_MS).unref();
  await running.stop();
  terminal.say('Assay has stopped.');
  process.exit(0);
}

function explain(error: unknown): string {
  if (error instanceof StandaloneError) return error.message;
  if (error instanceof StartRefusedError) return startProblem(error);
  if (error instanceof Error && process.env['LOG_LEVEL'] !== 'debug')
    return `${error.message}\n(LOG_LEVEL=debug shows where it happened.)`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
