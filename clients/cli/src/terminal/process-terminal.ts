import { setTimeout as sleep } from 'node:timers/promises';
import type { Terminal } from './terminal.js';

/** The terminal of this process. @param more what it knows beside that */
export const processTerminal = (more: Pick<Terminal, 'version'> = {}): Terminal => ({
  ...more,
  print: (line) => process.stdout.write(`${line}\n`),
  note: (line) => process.stderr.write(`${line}\n`),
  bar: process.stderr.isTTY ? process.stderr : undefined,
  env: process.env,
  folder: process.cwd(),
  now: Date.now,
  sleep: async (milliseconds) => {
    await sleep(milliseconds);
  },
});
