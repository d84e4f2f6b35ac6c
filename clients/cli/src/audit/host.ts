import type { Command } from 'commander';
import type { Terminal } from '../terminal/terminal.js';

/** What the commands of auditors are added to. */
export interface Host {
  readonly terminal: Terminal;
  readonly finish: (exitCode: Promise<number>) => Promise<void>;
  /** Adds the options that every command has that asks Assay. */
  readonly connected: (command: Command) => Command;
}
