import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));

/** Runs a script of this folder on a request; what it prints last is its result, as JSON. */
export const resultOf = async (script, request, placed = (command) => command) => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  // A file, because a body of a thousand events is longer than an argument may be.
  const file = join(folder, 'request.json');
  writeFileSync(file, JSON.stringify(request));
  try {
    const [program, ...args] = placed([process.execPath, join(here, script), file]);
    const { stdout } = await run(program, args);
    return JSON.parse(stdout.trim().split('\n').at(-1));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** A round of requests; fails when one of them did. */
export const load = async (request, placed) => {
  const result = await resultOf('load.mjs', request, placed);
  if (result.failed > 0) throw new TypeError(`${result.failed} requests to ${request.url} failed`);
  return result;
};

/** Starts a script of this folder that says when it is ready; returns its pid and how to stop it. */
export const startScript = async (script, ...args) => {
  const child = spawn(process.execPath, [join(here, script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return { pid: child.pid, stop: () => child.kill() };
};
