import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, EventuallyTimeoutError } from '@assay/testing';
import type { Environment } from '../standalone.js';

const PRELOAD = pathToFileURL(resolve(__dirname, 'crash-here.mjs')).href;
/** What follows by itself from a decision follows within a second; the soak waits longer. */
const QUIET_MS = Number(process.env['SOAK_CRASH_QUIET_MS'] ?? 600);

/** Whatever is decided is stored, published and read by somebody. */
const KINDS = ['writing', 'stored', 'published', 'relayed', 'projected', 'passed'];
const kindsIn = (steps: readonly string[]): readonly string[] =>
  steps.map((step) => step.split(' ')[0] ?? '');

/** Steps at which services end themselves by SIGKILL, and the steps that they have taken. */
export class CrashPoints {
  private readonly folder = mkdtempSync(join(tmpdir(), 'assay-crash-'));
  private readonly killAfter = join(this.folder, 'kill-after');

  /** For the services that are to end themselves. */
  get env(): Environment {
    return { CRASH_DIR: this.folder, NODE_OPTIONS: `--import ${PRELOAD}` };
  }

  /** The first service to take this step ends right after it. */
  arm(step: string): void {
    writeFileSync(this.killAfter, step);
  }

  /** Whether one has ended; when none does, none will. */
  async hasKilled(timeoutMs: number): Promise<boolean> {
    const isGone = () => !existsSync(this.killAfter);
    try {
      await eventually(isGone, { timeoutMs });
    } catch (error) {
      if (!(error instanceof EventuallyTimeoutError)) throw error;
    }
    const killed = isGone();
    rmSync(this.killAfter, { force: true });
    return killed;
  }

  /** Every step from here on, once, in order: until each kind of them, and then for a while no further one, was taken. */
  async stepsOf(work: () => Promise<void>): Promise<readonly string[]> {
    const from = this.lines().length;
    await work();
    await eventually(() => expect(kindsIn(this.lines().slice(from))).toEqual(expect.arrayContaining(KINDS)));
    for (let before = -1; before < this.lines().length; await sleep(QUIET_MS)) before = this.lines().length;
    return [...new Set(this.lines().slice(from))];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private lines(): readonly string[] {
    const file = join(this.folder, 'steps');
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  }
}
