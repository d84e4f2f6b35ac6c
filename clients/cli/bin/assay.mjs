#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const cli = resolve(import.meta.dirname, '..');
const compiler = resolve(cli, '..', '..', 'node_modules', 'typescript-native', 'bin', 'tsc');

// Right after the installation nothing is compiled yet; what the compiler says must not mix with our output.
if (!existsSync(join(cli, 'dist', 'main.js'))) {
  const args = [compiler, '-b', join(cli, 'tsconfig.lib.json')];
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    process.stderr.write('assay could not be built. Run "npm ci", then try again.\n');
    process.exit(1);
  }
}

await import('../dist/main.js');
