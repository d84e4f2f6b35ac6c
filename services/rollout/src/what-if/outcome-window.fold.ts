import type { LogPosition, OutcomeRecorded } from '@assay/contracts';
import { judgeTriggers } from '../certificate/triggers-certificate.js';
import { judgeWindow } from '../certificate/window-certificate.js';
import { windowStart } from '../health/assess-window.fold.js';
import type { MinuteSums } from '../health/minute-sums.js';
import { lastMinutes, MINUTE_MS } from '../health/minute-sums.js';
import { longestOf } from '../health/trigger-rules.fold.js';
import type { SeenUnit } from '../outcomes/count-enabled.fold.js';
import { countEnabled } from '../outcomes/count-enabled.fold.js';
import type { UnitOutcomes } from '../outcomes/unit-outcomes.fold.js';
import { joinKnown, sumUp } from '../outcomes/unit-outcomes.fold.js';
import type { HadFeature } from '../rollout-handling/compile-rollout.js';
import { onCandidate } from '../rollout-handling/compile-rollout.js';
import type { BreachCertificate } from '../rollout/rollout-command.js';
import type { InProgress, Paused, RolloutDesign } from '../rollout/rollout-state.js';

/** What speaks against an activation. */
export type RollbackPolicy = Pick<RolloutDesign, 'errorThreshold' | 'triggers'>;

/** The outcomes of one activation as they come in, summed up and counted as the read model does. */
export class OutcomeWindow {
  private readonly units = new Map<string, UnitOutcomes>();
  private readonly hadFeature: HadFeature;
  private lastError = -Infinity;

  constructor(private readonly rollout: InProgress | Paused) {
    this.hadFeature = onCandidate(rollout);
  }

  add(event: OutcomeRecorded): void {
    const [one] = sumUp([event]);
    if (one === undefined || !['', this.rollout.activation].includes(one.activation)) return;
    const key = JSON.stringify([one.activation, one.unit]);
    const known = this.units.get(key);
    const [joined = one] = joinKnown([one], known === undefined ? [] : [known]);
    this.units.set(key, joined);
    this.lastError = Math.max(this.lastError, joined.lastError ?? -Infinity);
  }

  /** Whether there is an error that a window of this length would have in it. */
  hasErrorSince(instant: number): boolean {
    return this.lastError >= instant;
  }

  /**
   * The certificate of a rollback at an instant; undefined where the outcomes call for none.
   * @param now milliseconds since 1970
   * @param offsets up to where the log was read
   */
  judge(
    { errorThreshold, triggers }: RollbackPolicy,
    now: number,
    offsets: readonly LogPosition[] = [],
  ): BreachCertificate | undefined {
    const from = windowStart(errorThreshold, this.rollout.since, now);
    const found = countEnabled(this.seenSince(from), this.hadFeature);
    return (
      judgeWindow(this.rollout, { found, offsets, now }, errorThreshold) ??
      judgeTriggers(this.rollout, { found: this.minutes(triggers, now), offsets, now }, triggers)
    );
  }

  private minutes(rules: RollbackPolicy['triggers'], now: number): readonly MinuteSums[] {
    if (rules.length === 0) return [];
    const from = Math.max(Date.parse(this.rollout.since), now - longestOf(rules) * MINUTE_MS);
    const sums = [...this.units.values()].flatMap(({ unit, activation, slots }) => {
      const within = slots.filter(([first]) => first >= from);
      if (within.length === 0 || !this.hadFeature(unit, activation !== '')) return [];
      return within.map(([at, outcomes, errors, serverErrors, latencies]) => ({
        ...{ at, outcomes, errors, serverErrors, latencies },
      }));
    });
    return lastMinutes(sums, now, longestOf(rules));
  }

  /** As the statement of the outcome reader: a slot counts when all of it lies in the window. */
  private seenSince(from: number): readonly SeenUnit[] {
    const named = from <= Date.parse(this.rollout.since) ? 0 : from;
    return [...this.units.values()]
      .filter(({ lastSeen }) => lastSeen >= from)
      .map(({ unit, activation, slots, lastError, lastErrorEvent }) => {
        const begin = activation === '' ? from : named;
        const counted = slots.filter(([first]) => first >= begin);
        const total = (at: 1 | 2): number => counted.reduce((sum, slot) => sum + slot[at], 0);
        const hasError = lastError !== null && lastError >= from;
        return {
          ...{ unit, named: activation !== '', hasError, lastErrorEvent },
          outcomes: Math.max(total(1), 1),
          errors: Math.max(total(2), hasError ? 1 : 0),
        };
      });
  }
}
