import { readFileSync } from 'node:fs';

const ofStatus = (pid, field) => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1024);
};

/** Resident memory of a process, in MiB. */
export const memoryOf = (pid) => ofStatus(pid, 'VmRSS');

/** The most resident memory that a process has had, in MiB. */
export const peakMemoryOf = (pid) => ofStatus(pid, 'VmHWM');
