import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ArgumentsError } from '../errors/index.js';

export interface Arguments {
  readonly help: boolean;
  /** Absolute. */
  readonly dataFolder: string;
  readonly port: number;
  /** Without the example. */
  readonly empty: boolean;
}

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What relative folders are relative to. */
  readonly folder: string;
}

const DEFAULT_PORT = '3000';
const OPTIONS = {
  data: { type: 'string' },
  port: { type: 'string' },
  empty: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * What is asked for: flags first, then the environment, then defaults.
 * @throws ArgumentsError saying what is wrong
 */
export function readArguments(args: readonly string[], { env, folder }: Surroundings): Arguments {
  const values = parsed(args);
  return {
    help: values.help ?? false,
    dataFolder: resolve(folder, values.data ?? '.assay'),
    port: portOf(values.port ?? env['PORT'] ?? DEFAULT_PORT, values.port === undefined ? 'PORT' : '--port'),
    empty: values.empty ?? false,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new ArgumentsError(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error));
  }
}

function portOf(text: string, source: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new ArgumentsError(`${source} is "${text}": give a number from 1 to 65535.`);
}
