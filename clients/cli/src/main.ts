import { readFileSync } from 'node:fs';
import { runCli } from './program.js';
import { processTerminal } from './terminal/process-terminal.js';

// Whoever reads the output may have seen enough (`assay report … | head`).
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
const { version } = JSON.parse(manifest) as { readonly version: string };
process.exitCode = await runCli(process.argv.slice(2), processTerminal({ version }));
