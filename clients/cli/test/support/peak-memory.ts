import { existsSync, readFileSync } from 'node:fs';

/** The most memory that a process has had, over all the times that it was started; 0 where Linux does not say. */
export class PeakMemory {
  private most = 0;

  constructor(private readonly pid: () => number) {}

  /** @returns the peak so far, in MB */
  look(): number {
    const file = `/proc/${String(this.pid())}/status`;
    const status = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const [, kilobytes = '0'] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
    this.most = Math.max(this.most, Math.round(Number(kilobytes) / 1024));
    return this.most;
  }
}
