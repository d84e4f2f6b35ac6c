import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { breachIn, windowStart } from '../health/assess-window.fold.js';
import { NO_OUTCOMES } from '../health/outcome-counts.js';
import { lastMinutes, MINUTE_MS } from '../health/minute-sums.js';
import { brokenRule, longestOf } from '../health/trigger-rules.fold.js';
import type { EnabledCounts } from '../outcomes/count-enabled.fold.js';
import { OutcomeReader } from '../outcomes/outcome-reader.js';
import { RolloutLog } from '../rolling/rollout-log.js';
import type { Breach } from '../rollout/rollout-command.js';
import type { InProgress, Paused } from '../rollout/rollout-state.js';

const ACTOR = 'system:rollout';
/** Successes leave a window too: errors in it are looked at again while they are there. */
const LOOKS_IN_WINDOW = 60;
const LEAST_PAUSE_MS = 1_000;

const NO_ERRORS: EnabledCounts = { ...NO_OUTCOMES, lastErrorEvent: null };

interface Found {
  readonly breach: Breach;
  /** Id of the error that showed it, where one did. */
  readonly cause: string | undefined;
}

/**
 * Turns a feature off when its window or a trigger rule says so, with no person in the loop. Any instance may decide;
 * the expected version of the stream lets one of them.
 */
@Injectable()
export class BreachJudge {
  private readonly logger = new Logger(BreachJudge.name);

  constructor(
    private readonly outcomes: OutcomeReader,
    private readonly log: RolloutLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Rolls the rollout back when its present activation is in breach.
   * @param hasErrors whether any unit met an error in the window; without one only trigger rules are asked
   * @returns when to look again although nothing happens, in milliseconds since 1970
   */
  async judge(project: string, key: string, hasErrors = true): Promise<number | undefined> {
    const rollout = await this.log.load(project, key);
    if (rollout.status !== 'in_progress' && rollout.status !== 'paused') return undefined;
    const now = this.clock.now();
    const from = windowStart(rollout.design.errorThreshold, rollout.since, now);
    const counts = hasErrors ? await this.outcomes.enabledSince(project, rollout, from) : NO_ERRORS;
    const evidence = breachIn(counts, rollout.design.errorThreshold);
    const found: Found | undefined =
      evidence === undefined
        ? await this.brokenRule(project, rollout, now)
        : { breach: { evidence }, cause: counts.lastErrorEvent ?? undefined };
    if (found !== undefined) await this.rollBack(project, rollout, found);
    else if (counts.unitsWithError > 0)
      return now + Math.max(LEAST_PAUSE_MS, rollout.design.errorThreshold.windowMs / LOOKS_IN_WINDOW);
    return undefined;
  }

  private async brokenRule(
    project: string,
    rollout: InProgress | Paused,
    now: number,
  ): Promise<Found | undefined> {
    const { triggers } = rollout.design;
    const count = longestOf(triggers);
    if (count === 0) return undefined;
    const since = Date.parse(rollout.since);
    const sums = await this.outcomes.sumsSince(project, rollout, Math.max(since, now - count * MINUTE_MS));
    const trigger = brokenRule(triggers, lastMinutes(sums, now, count), now - since);
    return trigger && { breach: { evidence: null, trigger }, cause: undefined };
  }

  private async rollBack(
    project: string,
    rollout: InProgress | Paused,
    { breach, cause }: Found,
  ): Promise<void> {
    const { key } = rollout.design;
    const handled = await this.log.handle({
      type: 'RollBackOnBreach',
      metadata: this.log.metadata({ project, key, actor: ACTOR, cause }),
      activation: this.log.newId(),
      breached: rollout.activation,
      breach,
    });
    this.logger.warn(`${key}: ${handled.outcome} an automatic rollback, ${JSON.stringify(breach)}`);
  }
}
