import { spawn } from 'node:child_process';

/** Runs a Node program in the foreground: signals go to it, and its exit code becomes ours. */
export const runForwarding = (args, options = {}) => {
  const child = spawn(process.execPath, args, { stdio: 'inherit', ...options });
  // A terminal sends Ctrl-C to the whole group, so the child has it already; we only must not end before it.
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
};
