import type { Attributes, Snapshot } from '@assay/bucketing/core';
import type { Copies } from '../copies/copies.js';
import { AssayError } from '../http/assay-error.js';
import type { RetryOptions } from '../http/back-off.js';
import type { Gateway } from '../http/gateway.js';
import { unref } from '../http/pause.js';
import { refusalOf } from '../http/refusal.js';
import { Refresher } from '../updates/refresher.js';
import { attributesRead } from './attributes-read.js';
import { ReportedBefore } from './reported-before.js';

export interface AssignmentReportsParts {
  readonly gateway: Gateway;
  /** Where it is kept what was reported, so that the next page does not do it again. */
  readonly copies: Copies | undefined;
  /** Units that may wait. */
  readonly capacity: number;
  readonly flushMs: number;
  readonly retry?: RetryOptions | undefined;
  readonly onError: (error: unknown) => void;
}

/** A unit that has met the variant it was given here. */
export interface LocalAssignment {
  readonly unit: string;
  readonly experiment: string;
  readonly run: unknown;
  readonly attributes: Attributes;
  /** What it was given with. */
  readonly snapshot: Snapshot;
}

/** Of one unit: run by experiment, and all that they need to know of it. */
interface Report {
  readonly runs: Map<string, string>;
  attributes: Attributes;
}

const ASSIGN_PATH = '/api/v1/experiments/assign';
const MOST_EXPERIMENTS = 100;
/** Reports on their way at once. */
const WIDTH = 4;
/** What is refused for what it says would be refused again. */
const FINAL: readonly number[] = [400, 413, 422];

/**
 * Tells the gateway which units have met their variants, so that these are in the log and hold when weights change:
 * the hash does not say any more then what a unit had.
 */
export class AssignmentReports {
  private readonly waiting = new Map<string, Report>();
  private readonly sending: Refresher;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isDropping = false;

  private constructor(
    private readonly parts: AssignmentReportsParts,
    private readonly before: ReportedBefore,
  ) {
    const { retry, onError } = parts;
    this.sending = new Refresher(() => this.sendAll(), { retry, onError });
  }

  static async begin(parts: AssignmentReportsParts): Promise<AssignmentReports> {
    return new AssignmentReports(parts, await ReportedBefore.read(parts.copies));
  }

  add({ unit, experiment, run, attributes, snapshot }: LocalAssignment): void {
    const name = `${experiment}.${String(run)}`;
    if (this.before.has(unit, name)) return;
    const report = this.waiting.get(unit) ?? { runs: new Map<string, string>(), attributes: {} };
    if (report.runs.size === 0 && this.waiting.size >= this.parts.capacity) return this.drop();
    report.runs.set(experiment, name);
    report.attributes = { ...report.attributes, ...attributesRead(experiment, attributes, snapshot) };
    this.waiting.set(unit, report);
    if (this.timer !== undefined) return;
    this.timer = setTimeout(() => void this.flush(), this.parts.flushMs);
    unref(this.timer);
  }

  /** Resolves with whether the gateway knows of all of them, or of all of one unit. */
  async flush(unit?: string): Promise<boolean> {
    if (unit !== undefined) return this.flushOf(unit);
    clearTimeout(this.timer);
    this.timer = undefined;
    return this.waiting.size === 0 || this.sending.now();
  }

  close(): void {
    clearTimeout(this.timer);
    this.sending.close();
  }

  private drop(): void {
    const message = `${String(this.waiting.size)} units wait for the gateway to hear of their assignments; one more was left out`;
    if (!this.isDropping) this.parts.onError(new AssayError('EVENTS_DROPPED', message));
    this.isDropping = true;
  }

  private async flushOf(unit: string): Promise<boolean> {
    const report = this.waiting.get(unit);
    try {
      if (report !== undefined) await this.send(unit, report);
      return true;
    } catch (error) {
      this.parts.onError(error);
      return false;
    }
  }

  /** A unit that fails goes to the end, behind those that may fare better; where all fail, the gateway is at fault. */
  private async sendAll(): Promise<void> {
    const units = [...this.waiting];
    const errors: unknown[] = [];
    for (let from = 0; from < units.length; from += WIDTH) {
      const some = units.slice(from, from + WIDTH);
      const before = errors.length;
      await Promise.all(
        some.map(([unit, report]) =>
          this.send(unit, report).catch((error: unknown) => {
            this.waiting.delete(unit);
            this.waiting.set(unit, report);
            errors.push(error);
          }),
        ),
      );
      if (errors.length - before === some.length) break;
    }
    if (errors.length > 0) throw errors[0];
    this.isDropping = false;
  }

  private async send(unit: string, report: Report): Promise<void> {
    while (report.runs.size > 0) await this.sendSome(unit, report);
    this.waiting.delete(unit);
  }

  private async sendSome(unit: string, { runs, attributes }: Report): Promise<void> {
    const asked = [...runs].slice(0, MOST_EXPERIMENTS);
    const experiments = asked.map(([experiment]) => experiment);
    const answer = await this.parts.gateway.ask(ASSIGN_PATH, {
      method: 'POST',
      body: JSON.stringify({ experiments, unit, attributes }),
      headers: { 'content-type': 'application/json' },
      keepalive: true,
    });
    const { status } = answer;
    if (status >= 300 && !FINAL.includes(status)) throw refusalOf(answer);
    for (const experiment of experiments) runs.delete(experiment);
    await this.before.add(
      unit,
      asked.map(([, run]) => run),
    );
  }
}
