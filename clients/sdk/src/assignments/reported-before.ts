import { murmurHash3 } from '@assay/bucketing/core';
import type { Copies } from '../copies/copies.js';

/** A page is of one unit at a time, and of a few experiments. */
const MOST = 200;

/** What has been reported from here already, also by earlier pages where copies are kept. */
export class ReportedBefore {
  private constructor(
    private readonly copies: Copies | undefined,
    private names: readonly string[],
  ) {}

  static async read(copies: Copies | undefined): Promise<ReportedBefore> {
    const text = await copies?.read('reported');
    return new ReportedBefore(copies, text === undefined ? [] : text.split('\n'));
  }

  has(unit: string, run: string): boolean {
    return this.names.includes(nameOf(unit, run));
  }

  async add(unit: string, runs: readonly string[]): Promise<void> {
    if (this.copies === undefined) return;
    this.names = [...this.names, ...runs.map((run) => nameOf(unit, run))].slice(-MOST);
    await this.copies.write('reported', this.names.join('\n'));
  }
}

// Units are not written down.
const nameOf = (unit: string, run: string): string =>
  [0, 1].map((seed) => murmurHash3(`${run}\n${unit}`, seed).toString(36)).join('.');
