import { resolve } from 'node:path';
import { issueToken } from '@assay/auth';
import { TEST_SECRET } from '@assay/service-testing';
import type { RunningProcess } from '@assay/testing';
import { eventually, freePort, startProcess } from '@assay/testing';
import { existsSync, readFileSync } from 'node:fs';

const MAIN = resolve('services/analytics/dist/main.js');
/** As in deploy/Dockerfile. */
const NODE_FLAGS = ['--max-semi-space-size=16'];
const MEMORY = { MALLOC_ARENA_MAX: '2' };
const START_MS = 120_000;

/** The service as it is shipped, in a process of its own, so that it can be stopped, killed and measured. */
export class AnalyticsProcess {
  private constructor(
    private readonly process: RunningProcess,
    private readonly port: number,
  ) {}

  /** @param env where its database and the log are */
  static async start(env: Readonly<Record<string, string>>): Promise<AnalyticsProcess> {
    const port = await freePort();
    const process = startProcess({
      args: [...NODE_FLAGS, MAIN],
      env: {
        NODE_OPTIONS: undefined,
        JWT_SECRET: TEST_SECRET,
        LOG_LEVEL: 'warn',
        HOST: '127.0.0.1',
        PORT: String(port),
        ...MEMORY,
        ...env,
      },
    });
    const started = new AnalyticsProcess(process, port);
    await Promise.race([started.ready(), process.exited.then((exit) => started.fail(exit))]);
    return started;
  }

  /** Sends a signal that does not end it. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    process.kill(this.process.pid, signal);
  }

  stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<unknown> {
    return this.process.stop(signal);
  }

  output(): string {
    return this.process.output();
  }

  async ready(): Promise<void> {
    await eventually(async () => (await fetch(this.url('/health/ready'))).ok, { timeoutMs: START_MS });
  }

  async call<Body>(method: 'GET' | 'POST', path: string): Promise<Body> {
    const token = await issueToken({ secret: TEST_SECRET, subject: 'ada', role: 'admin' });
    const answer = await fetch(this.url(path), { method, headers: { authorization: `Bearer ${token}` } });
    return (await answer.json()) as Body;
  }

  /** The most memory that it has had, in MB; undefined where the system is not Linux. */
  peakMemoryMb(): number | undefined {
    const file = `/proc/${String(this.process.pid)}/status`;
    if (!existsSync(file)) return undefined;
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(file, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
  }

  private url(path: string): string {
    return `http://127.0.0.1:${String(this.port)}${path}`;
  }

  private fail(exit: object): never {
    throw new TypeError(`analytics ended: ${JSON.stringify(exit)}\n${this.output()}`);
  }
}
