import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { UnitExposed } from '@assay/contracts';
import type { StickyEntry, StickyKey } from '@assay/sticky';
import { replaceFile } from '../../files/replace-file.js';

/** An assignment that the log does not have yet. */
export interface WaitingAssignment {
  readonly key: StickyKey;
  readonly entry: StickyEntry;
}

/** An exposure that was asked for with an assignment. */
export interface WaitingExposure {
  readonly exposure: UnitExposed;
}

export type WaitingEvent = WaitingAssignment | WaitingExposure;

export interface AssignmentSpoolOptions {
  readonly folder: string;
  /** Files at most; a further one takes the place of the oldest. */
  readonly mostFiles?: number;
  /** Told how many were dropped. */
  readonly onDropped: (count: number) => void;
  /** Told once why nothing is spooled any more. */
  readonly onUnusable: (error: unknown) => void;
}

/** What was taken; forgotten when it is in the log. */
export interface SpooledAssignments {
  readonly events: readonly WaitingEvent[];
  forget(): Promise<void>;
}

/** Place in the order, whose it is (several processes may share a folder), how many it holds. */
const FILE = /^assignments-(\d{15})-[0-9a-f]+-(\d+)\.ndjson$/;
const MOST_FILES = 100;

/**
 * Assignments and exposures on disk, for as long as the log is away. Bounded: a full spool drops its oldest file. A
 * dropped assignment is not lost for good: it is sent again when its unit comes back. A folder that cannot be opened
 * or removed from holds nothing from then on.
 */
export class AssignmentSpool {
  private files: string[] = [];
  private written = 0;
  private isBroken = false;
  private readonly owner = randomBytes(8).toString('hex');

  constructor(private readonly options: AssignmentSpoolOptions) {}

  /** Finds what an earlier process left behind. */
  async open(): Promise<void> {
    try {
      await mkdir(this.options.folder, { recursive: true, mode: 0o700 });
      const names = await readdir(this.options.folder);
      this.files = names.filter((name) => FILE.test(name)).sort();
      this.written = Number(FILE.exec(this.files.at(-1) ?? '')?.[1] ?? 0);
    } catch (error) {
      this.giveUp(error);
    }
  }

  get isUsable(): boolean {
    return !this.isBroken;
  }

  get isEmpty(): boolean {
    return this.files.length === 0;
  }

  /** Writes a file in one step: a crash leaves all of it or nothing. */
  async put(events: readonly WaitingEvent[]): Promise<void> {
    if (events.length === 0) return;
    this.written += 1;
    const place = String(this.written).padStart(15, '0');
    const name = `assignments-${place}-${this.owner}-${String(events.length)}.ndjson`;
    const lines = events.map((one) => JSON.stringify(one)).join('\n');
    await replaceFile(join(this.options.folder, name), lines);
    this.files.push(name);
    while (this.files.length > (this.options.mostFiles ?? MOST_FILES)) await this.drop();
  }

  /** The oldest ones; undefined where nothing is spooled. */
  async take(): Promise<SpooledAssignments | undefined> {
    const [name] = this.files;
    if (name === undefined) return undefined;
    const forget = (): Promise<void> => this.remove(name);
    try {
      const text = await readFile(join(this.options.folder, name), 'utf8');
      return { events: text.split('\n').map((line) => JSON.parse(line) as WaitingEvent), forget };
    } catch {
      // A file that cannot be read, whatever has befallen it, must not hold up those after it.
      await this.drop();
      return this.take();
    }
  }

  private async drop(): Promise<void> {
    const [name = ''] = this.files;
    this.options.onDropped(Number(FILE.exec(name)?.[2] ?? 0));
    await this.remove(name);
  }

  private async remove(name: string): Promise<void> {
    this.files = this.files.filter((file) => file !== name);
    try {
      await rm(join(this.options.folder, name), { force: true });
    } catch (error) {
      this.giveUp(error);
    }
  }

  private giveUp(error: unknown): void {
    if (this.isBroken) return;
    this.isBroken = true;
    this.options.onUnusable(error);
  }
}
