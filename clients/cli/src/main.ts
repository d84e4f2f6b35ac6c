import { runCli } from './program.js';
import { processTerminal } from './terminal/process-terminal.js';

// Whoever reads the output may have seen enough (`assay report … | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runCli(process.argv.slice(2), processTerminal());
