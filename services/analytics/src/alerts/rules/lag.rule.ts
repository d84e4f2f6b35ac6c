import type { Projections } from '@assay/projections';
import { NotLiveError, PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { Judgement } from '../judgement.js';
import { levelOf } from '../judgement.js';
import type { OpenAlert } from '../open-alert.js';
import type { AlertRule } from './alert-rule.js';
import { systemReading } from './system-reading.js';

const LIMIT_S = 30;
const CALM_S = 10;

/**
 * How far the read models are behind: to when all partitions are complete, those without an owner included. A
 * consumer that stands still, a writer that holds up the log and a relay that has stopped all show here.
 */
@Injectable()
export class LagRule implements AlertRule {
  readonly name = 'lag';
  readonly everyMs = 5_000;

  constructor(@Inject(PROJECTIONS) private readonly projections: Projections) {}

  async look(_open: readonly OpenAlert[], now: number): Promise<readonly Judgement[]> {
    const names = this.projections.names();
    return Promise.all(names.map(async (name) => judgeLag(name, await this.completeTo(name), now)));
  }

  private async completeTo(name: string): Promise<number | null> {
    try {
      return (await this.projections.completeness(name)).completeTo?.getTime() ?? null;
    } catch (error) {
      if (error instanceof NotLiveError) return null;
      throw error;
    }
  }
}

/** @param completeTo null: it has never been complete, as after the first start */
export function judgeLag(projection: string, completeTo: number | null, now: number): Judgement {
  const behind = completeTo === null ? null : Math.max(0, (now - completeTo) / 1_000);
  const seconds = behind === null ? null : Math.floor(behind);
  return {
    level: levelOf(behind, { raiseAbove: LIMIT_S, calmAtMost: CALM_S }),
    reading: systemReading({
      rule: 'lag',
      subject: `analytics/${projection}`,
      severity: 'warning',
      message: `the read model ${projection} is ${String(seconds)} s behind the log`,
      value: seconds,
      limit: LIMIT_S,
    }),
  };
}
