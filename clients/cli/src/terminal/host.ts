import type { Command } from 'commander';
import type { Terminal } from './terminal.js';

export type Finish = (exitCode: Promise<number>) => Promise<void>;

/** What commands are added to: where they write, how they end, and how they come to ask Assay. */
export interface Host {
  readonly terminal: Terminal;
  readonly finish: Finish;
  /** Adds the options that every command has that asks Assay. */
  readonly connected: (command: Command) => Command;
}
