import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const FOLDER = resolve(__dirname, '../../../..', process.env['EXAMPLE_DATA'] ?? '../shared/data');

/** A real data set, or undefined (with a note) where it is absent; an error when nothing may be left out. */
export function exampleData(name: string): string | undefined {
  const file = resolve(FOLDER, name);
  if (existsSync(file)) return file;
  if (process.env['REQUIRE_SERVICES'] === '1')
    throw new Error(`${file} is missing; EXAMPLE_DATA names its folder`);
  process.stdout.write(`not run: ${file} is missing; EXAMPLE_DATA names its folder\n`);
  return undefined;
}
