import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inFolder } from './settings.mjs';

export class ServiceProblem extends Error {}

export const onPath = (program) => {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** The command lines of those of `pids` that are there. */
export const commandsOf = (pids) => {
  try {
    const lines = execFileSync('ps', ['-p', pids.join(','), '-o', 'pid=,args='], { encoding: 'utf8' }).split(
      '\n',
    );
    return new Map(lines.map((line) => [Number.parseInt(line, 10), line]));
  } catch (error) {
    // None of them.
    if (error.status === 1) return new Map();
    throw error;
  }
};

/** Is `pid` still the process we started? Process ids are reused, so its command line must hold `mark`. */
export const runs = (pid, mark) => pid > 0 && commandsOf([pid]).get(pid)?.includes(mark) === true;

export const portTaken = (port) =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const answer = (taken) => {
      socket.destroy();
      resolve(taken);
    };
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  });

export const logFile = (name) => inFolder('logs', `${name}.log`);

/** Starts a process that outlives this one, its output in `logs/<name>.log`; returns its pid. */
export const launch = (name, [program, ...args], options = {}) => {
  mkdirSync(inFolder('logs'), { recursive: true });
  const log = openSync(logFile(name), 'a');
  const child = spawn(program, args, { detached: true, stdio: ['ignore', log, log], ...options });
  child.unref();
  return child.pid;
};

export const lastLines = (name, count = 15) => {
  try {
    return readFileSync(logFile(name), 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  } catch {
    return '';
  }
};

/** Repeats `check` until it does not throw. `alive` ends the wait early, with the log, when the process is gone. */
export const waitUntil = async (name, check, { alive = () => true, timeoutMs = 60_000 } = {}) => {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      const gone = !alive();
      if (gone || Date.now() > deadline) {
        const why = gone ? 'ended right away' : `does not answer (${error.message})`;
        throw new ServiceProblem(`${name} ${why}. The end of ${logFile(name)}:\n${lastLines(name)}`);
      }
      await sleep(200);
    }
  }
};

/** SIGTERM, then SIGKILL for what is still there after `graceMs`. Only processes that carry `mark` are touched. */
export const stop = async (pid, mark, graceMs = 20_000) => {
  if (!runs(pid, mark)) return false;
  process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + graceMs;
  while (runs(pid, mark)) {
    if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
    await sleep(100);
  }
  return true;
};
