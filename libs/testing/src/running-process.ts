import { spawn, type ChildProcess } from 'node:child_process';
import { ProcessEndedError } from './errors.js';
import { eventually } from './eventually.js';

export interface ProcessOptions {
  /** Arguments for Node: usually the compiled main file and its arguments. */
  readonly args: readonly string[];
  /** Added to this process's environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface RunningProcess {
  readonly pid: number;
  /** Resolves when the process is gone. */
  readonly exited: Promise<ProcessExit>;
  /** What it has written to stdout and stderr so far. */
  output(): string;
  /** Waits until it has printed `pattern`; fails at once, with the output, when it ends before. */
  printed(pattern: RegExp, timeoutMs?: number): Promise<RegExpMatchArray>;
  /** Sends the signal (default SIGTERM) and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<ProcessExit>;
}

/**
 * Starts a Node process for an end-to-end test and keeps what it prints.
 *
 * @param options arguments, environment and folder
 * @returns a handle to wait for output and to stop it
 * @example
 * const service = startProcess({ args: ['services/rollout/dist/main.js'], env: { PORT: '0' } });
 * await service.printed(/listening on (\S+)/);
 * await service.stop();
 */
export function startProcess(options: ProcessOptions): RunningProcess {
  const child = spawn(process.execPath, options.args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const collected = collect(child);
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  let ended: ProcessExit | undefined;
  void exited.then((exit) => (ended = exit));
  return {
    pid: child.pid ?? -1,
    exited,
    output: () => collected.text,
    printed: (pattern, timeoutMs = 60_000) => waitFor(pattern, { collected, ended: () => ended, timeoutMs }),
    stop: async (signal = 'SIGTERM') => {
      if (ended === undefined) child.kill(signal);
      return exited;
    },
  };
}

function collect(child: ChildProcess): { text: string } {
  const collected = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => (collected.text += chunk));
  }
  return collected;
}

interface Waiting {
  readonly collected: { readonly text: string };
  readonly ended: () => ProcessExit | undefined;
  readonly timeoutMs: number;
}

async function waitFor(pattern: RegExp, { collected, ended, timeoutMs }: Waiting): Promise<RegExpMatchArray> {
  const found = await eventually(
    () => {
      const exit = ended();
      const match = collected.text.match(pattern);
      if (match === null && exit !== undefined) return exit;
      return match ?? false;
    },
    { timeoutMs },
  );
  if (Array.isArray(found)) return found;
  throw new ProcessEndedError(pattern, `code ${found.code}, signal ${found.signal}`, collected.text);
}
