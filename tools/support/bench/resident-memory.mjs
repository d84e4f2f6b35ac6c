import { readFileSync } from 'node:fs';

/** Resident memory of a process, in MiB. */
export const memoryOf = (pid) =>
  Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);
