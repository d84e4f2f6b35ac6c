import { setTimeout as sleep } from 'node:timers/promises';
import { mainOf, startProcess } from './processes.mjs';
import { commandsOf } from '../services/processes.mjs';

const INTERVAL_MS = 250;

/**
 * Starts again whatever of `pids` ends, until `signal` is aborted; `started` is told of each with all pids. Who does not
 * answer but lives is left alone.
 */
export const watch = async ({ ports, pids }, { signal, started, ...options }) => {
  const running = { ...pids };
  while (!signal.aborted) {
    const commands = commandsOf(Object.values(running));
    for (const name of Object.keys(ports)) {
      if (commands.get(running[name])?.includes(mainOf(name))) continue;
      running[name] = startProcess(name, ports, options);
      started(name, running);
    }
    await sleep(INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
};
