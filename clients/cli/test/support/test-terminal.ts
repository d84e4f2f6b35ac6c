import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Terminal } from '../../src/index.js';

export interface TestTerminal extends Terminal {
  readonly printed: string[];
  readonly noted: string[];
  /** Milliseconds of every pause that was asked for; the clock goes on by them, and nobody waits. */
  readonly pauses: number[];
}

export const NOW = Date.parse('2026-03-01T12:00:00Z');

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A terminal in an empty folder, with a clock of its own. */
export function testTerminal(env: Record<string, string> = {}): TestTerminal {
  const [printed, noted, pauses]: [string[], string[], number[]] = [[], [], []];
  let now = NOW;
  const folder = mkdtempSync(join(tmpdir(), 'assay-cli-'));
  folders.push(folder);
  return {
    printed,
    noted,
    pauses,
    print: (line) => void printed.push(line),
    note: (line) => void noted.push(line),
    bar: undefined,
    env,
    folder,
    now: () => now,
    sleep: async (milliseconds) => {
      pauses.push(milliseconds);
      now += milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
