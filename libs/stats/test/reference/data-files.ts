import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(__dirname, '../../../..');

/** Where a folder of example files lies, or undefined when it is not there (an error when nothing may be left out). */
export function dataFile(variable: string, standard: string, file: string): string | undefined {
  const path = resolve(root, process.env[variable] ?? standard, file);
  if (existsSync(path)) return path;
  if (process.env['REQUIRE_SERVICES'] === '1')
    throw new Error(`${path} is missing; ${variable} names its folder`);
  process.stdout.write(`not run: ${path} is missing; ${variable} names its folder\n`);
  return undefined;
}
