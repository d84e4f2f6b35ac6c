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

/** Whatever is not about a subject of the crash test. */
export const OTHERS = 'others';

/** Whatever is decided is stored, published and read by somebody. */
const KINDS = ['writing', 'stored', 'published', 'relayed', 'projected', 'passed'];
/** `promotion: stored PromotionRequested` */
const kindOf = (step: string): string => step.split(' ')[1] ?? '';

/** Steps at which services end themselves by SIGKILL, and the steps that they have taken; each with one subject. */
export class CrashPoints {
  private readonly folder = mkdtempSync(join(tmpdir(), 'assay-crash-'));

  /** For the services that are to end themselves. */
  get env(): Environment {
    return { CRASH_DIR: this.folder, NODE_OPTIONS: `--import ${PRELOAD}` };
  }

  /** The service that takes this step with this subject ends right after it. */
  arm(subject: string, step: string): void {
    writeFileSync(this.file(subject), step);
  }

  isArmed(subject: string): boolean {
    return existsSync(this.file(subject));
  }

  /** Whether one has ended; when none does, none will. */
  async hasKilled(subject: string, timeoutMs: number): Promise<boolean> {
    const isGone = () => !this.isArmed(subject);
    try {
      await eventually(isGone, { timeoutMs });
    } catch (error) {
      if (!(error instanceof EventuallyTimeoutError)) throw error;
    }
    const killed = isGone();
    rmSync(this.file(subject), { force: true });
    return killed;
  }

  /**
   * Every step with a subject from here on, once, in order: until each kind of them, and then for a while no further one,
   * was taken.
   */
  async stepsOf(subject: string, work: () => Promise<void>): Promise<readonly string[]> {
    const from = this.steps(subject).length;
    const since = () => this.steps(subject).slice(from);
    await work();
    await eventually(() => expect(since().map(kindOf)).toEqual(expect.arrayContaining(KINDS)));
    for (let before = -1; before < since().length; await sleep(QUIET_MS)) before = since().length;
    return [...new Set(since())];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private file(subject: string): string {
    return join(this.folder, `kill-${subject}`);
  }

  private steps(subject: string): readonly string[] {
    const file = join(this.folder, 'steps');
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.filter((line) => line.startsWith(`${subject}\t`)).map((line) => line.split('\t')[1] ?? '');
  }
}
