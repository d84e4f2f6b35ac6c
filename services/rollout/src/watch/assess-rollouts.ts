import { Injectable } from '@nestjs/common';
import type { WithOffsets } from '../certificate/seen.js';
import { judgeTriggers } from '../certificate/triggers-certificate.js';
import { judgeWindow } from '../certificate/window-certificate.js';
import { windowStart } from '../health/assess-window.fold.js';
import { lastMinutes, MINUTE_MS } from '../health/minute-sums.js';
import { longestOf } from '../health/trigger-rules.fold.js';
import type { EnabledCounts } from '../outcomes/count-enabled.fold.js';
import type { Asked } from '../outcomes/outcome-reader.js';
import { OutcomeReader } from '../outcomes/outcome-reader.js';
import type { Found } from '../rollout-list/rollout-directory.js';
import type { BreachCertificate } from '../rollout/rollout-command.js';
import type { InProgress, Paused } from '../rollout/rollout-state.js';

export type InTier = Found<InProgress | Paused>;

/** What the outcomes of a rollout say. */
export interface Assessment extends InTier {
  readonly breach: BreachCertificate | undefined;
  /** Id of the error that showed it, where one did. */
  readonly cause: string | undefined;
  /** Whether there are errors in the window: they may come to more than they are now. */
  readonly hasErrors: boolean;
  /** How many units had to be looked at. */
  readonly units: number;
}

/** Holds rollouts against their error windows and trigger rules: three statements, however many they are. */
@Injectable()
export class AssessRollouts {
  constructor(private readonly outcomes: OutcomeReader) {}

  /** @param now milliseconds since 1970 */
  async assess(found: readonly InTier[], now: number): Promise<readonly Assessment[]> {
    const [counts, broken] = await Promise.all([this.windows(found, now), this.rules(found, now)]);
    return found.map((one) => {
      const seen = counts.found.get(one);
      const { offsets } = counts;
      const certificate = seen && judgeWindow(one.rollout, { found: seen, offsets, now });
      const cause = certificate === undefined ? undefined : (seen?.lastErrorEvent ?? undefined);
      const breach = certificate ?? broken.get(one);
      return { ...one, breach, cause, hasErrors: seen !== undefined, units: seen?.units ?? 0 };
    });
  }

  /** Only of those with an error in it: the others are in no breach. */
  private async windows(
    found: readonly InTier[],
    now: number,
  ): Promise<WithOffsets<ReadonlyMap<InTier, EnabledCounts>>> {
    const asked = found.map(({ project, rollout }, place): Asked & { readonly place: number } => ({
      ...{ project, rollout, place },
      from: windowStart(rollout.design.errorThreshold, rollout.since, now),
    }));
    const withErrors = await this.outcomes.withErrors(asked);
    const { found: counts, offsets } = await this.outcomes.enabledCounts(withErrors);
    const entries = withErrors.map(({ place }, index) => [found[place], counts[index]] as const);
    return {
      found: new Map(entries.flatMap(([one, seen]) => (one && seen ? [[one, seen] as const] : []))),
      offsets,
    };
  }

  private async rules(
    found: readonly InTier[],
    now: number,
  ): Promise<ReadonlyMap<InTier, BreachCertificate>> {
    const ruled = found.filter(({ rollout }) => rollout.design.triggers.length > 0);
    const asked = ruled.map(({ project, rollout }): Asked => {
      const since = now - longestOf(rollout.design.triggers) * MINUTE_MS;
      return { project, rollout, from: Math.max(Date.parse(rollout.since), since) };
    });
    const { found: sums, offsets } = await this.outcomes.enabledSums(asked);
    const broken = new Map<InTier, BreachCertificate>();
    for (const [index, one] of ruled.entries()) {
      const minutes = lastMinutes(sums[index] ?? [], now, longestOf(one.rollout.design.triggers));
      const certificate = judgeTriggers(one.rollout, { found: minutes, offsets, now });
      if (certificate !== undefined) broken.set(one, certificate);
    }
    return broken;
  }
}
