import { resolve } from 'node:path';
import { EXAMPLE } from '../example/experiment.js';

interface Situation {
  /** Absolute. */
  readonly dataFolder: string;
  /** Where the caller stands, and types the command. */
  readonly folder: string;
  readonly hasExample: boolean;
}

/** A command that shows something at once, as it has to be typed here. */
export function firstCommand({ dataFolder, folder, hasExample }: Situation): string {
  const command = hasExample ? `report ${EXAMPLE.key}` : 'lag';
  const isFound = dataFolder === resolve(folder, '.assay');
  return `npx assay ${command}${isFound ? '' : ` --data ${quoted(dataFolder)}`}`;
}

const quoted = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
