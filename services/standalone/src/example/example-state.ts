import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How far the example has come; a data folder begun with `--empty` has none. */
export interface ExampleState {
  readonly status: 'running' | 'finished' | 'none';
  /** Visitors that have come so far. */
  readonly visitors: number;
}

const fileIn = (folder: string): string => join(folder, 'example.json');

export async function readExampleState(folder: string): Promise<ExampleState | undefined> {
  try {
    return JSON.parse(await readFile(fileIn(folder), 'utf8')) as ExampleState;
  } catch {
    return undefined;
  }
}

export const writeExampleState = (folder: string, state: ExampleState): Promise<void> =>
  writeFile(fileIn(folder), `${JSON.stringify(state)}\n`);
