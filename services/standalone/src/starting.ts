import type { Environment } from '@assay/platform';
import type { Arguments } from './command-line/arguments.js';
import type { Terminal } from './terminal/terminal.js';

export interface StandaloneOptions {
  readonly args: Arguments;
  /** Where the caller stands. */
  readonly folder: string;
  readonly env: Environment;
  readonly terminal: Terminal;
}

/** Takes back one step of a start. */
export type Undo = () => Promise<unknown>;
