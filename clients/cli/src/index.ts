export { EXIT } from './errors/cli-error.js';
export { runCli } from './program.js';
export type { Terminal } from './terminal/terminal.js';
