import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { onPath } from '../../services/processes.mjs';

const SERVER_CORE = '0';
const isPossible = availableParallelism() > 1 && onPath('taskset');

/** What is measured has a core of its own, with all of its threads; whoever asks has the others. */
export const describeCores = isPossible
  ? 'What is measured runs on one core, the load generator on the others.'
  : 'All processes share the cores (pinning them takes taskset and two cores).';

/** Keeps a running process on the core of what is measured. */
export const keepOnServerCore = (pid) => {
  if (isPossible) execFileSync('taskset', ['-apc', SERVER_CORE, String(pid)]);
};

/** The command that starts a program on the other cores. */
export const onOtherCores = (command) =>
  isPossible ? ['taskset', '-c', `1-${availableParallelism() - 1}`, ...command] : command;
