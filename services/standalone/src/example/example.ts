import { setTimeout as pause } from 'node:timers/promises';
import { ApiClient } from '../access/api-client.js';
import { ensureSdkKey } from '../access/first-access.js';
import type { SecretsFile } from '../data/secrets-file.js';
import type { Terminal } from '../terminal/terminal.js';
import { EXAMPLE } from './experiment.js';
import { runExample } from './example-run.js';
import { readExampleState, writeExampleState } from './example-state.js';

export interface ExampleSetting {
  readonly folder: string;
  readonly url: string;
  readonly secrets: SecretsFile;
  readonly terminal: Terminal;
}

const INTRODUCTION = [
  `An example runs: experiment "${EXAMPLE.key}". Its visitors are simulated (a seeded stream that goes through the`,
  'HTTP APIs), and its thresholds are lowered so that a decision can be watched within two minutes.',
];

export interface RunningExample {
  stop(): Promise<void>;
}

/** Whether the data folder has the example, or is about to get it. */
export async function hasExample(folder: string, empty: boolean): Promise<boolean> {
  const found = await readExampleState(folder);
  return found === undefined ? !empty : found.status !== 'none';
}

/** Begins the example in the background, or goes on with it; nothing where it has finished or is not wanted. */
export async function startExample(setting: ExampleSetting, empty: boolean): Promise<RunningExample> {
  const { folder } = setting;
  const found = await readExampleState(folder);
  const state = found ?? { status: empty ? 'none' : 'running', visitors: 0 };
  if (found === undefined) await writeExampleState(folder, state);
  if (state.status !== 'running') return { stop: () => Promise.resolve() };
  const abort = new AbortController();
  const running = run(setting, state.visitors, abort.signal);
  return {
    stop: async () => {
      abort.abort();
      await running;
    },
  };
}

const AGAIN_AFTER_MS = 5_000;

async function run(setting: ExampleSetting, from: number, signal: AbortSignal): Promise<void> {
  const { folder, url, secrets, terminal } = setting;
  for (const line of INTRODUCTION) terminal.say(line);
  while (!signal.aborted) {
    try {
      await ensureSdkKey(url, secrets, 'exampleKey');
      const { adminToken = '', exampleKey = '' } = secrets.get();
      const admin = new ApiClient({ url, credential: adminToken, signal });
      const visitors = new ApiClient({ url, credential: exampleKey, signal });
      const already = (await readExampleState(folder))?.visitors ?? from;
      const save = (state: Parameters<typeof writeExampleState>[1]) => writeExampleState(folder, state);
      return await runExample({ admin, visitors, terminal, signal, save }, already);
    } catch (error) {
      if (signal.aborted) return;
      terminal.say(
        `The example was interrupted and goes on: ${error instanceof Error ? error.message : String(error)}`,
      );
      await pause(AGAIN_AFTER_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
