import { requireCount, requireFinite, requireOpenProbability } from '../errors/require.js';
import { holmAdjust } from '../multiple-testing/adjust-p-values.js';
import type { RecommendationEvidence, RecommendationThresholds, RecommendedTreatment } from './evidence.js';
import { obstaclesOf } from './obstacles.js';
import type { RecommendationReason } from './reason.js';
import { percent, reason, shown } from './reason.js';

export type RecommendationVerdict = 'PROMOTE' | 'CONTINUE' | 'ROLLBACK' | 'NO_ACTION' | 'INCONCLUSIVE';

export interface Recommendation {
  readonly recommendation: RecommendationVerdict;
  /** The variant that it is about: the best treatment, or the one that breached a guardrail. */
  readonly variant: string | null;
  readonly reasons: readonly RecommendationReason[];
  /** Units still needed over all variants, with CONTINUE; null where nobody planned any. */
  readonly unitsNeeded: number | null;
}

/**
 * What should be done with an experiment?
 *
 * The first that holds: nothing can be said (`INCONCLUSIVE`); a guardrail was breached (`ROLLBACK`); the deciding
 * interval of the best treatment lies wholly on the good side, and its lift is as large as asked (`PROMOTE`) or
 * smaller (`CONTINUE`); wholly on the bad side (`ROLLBACK`: keep control); the planned units are there and it holds
 * 0 (`NO_ACTION`); else `CONTINUE`. A side counts only when the p-value, adjusted by Holm over the treatments, is
 * at most alpha as well. Clocks are the caller's: the same evidence gives the same bytes.
 * @param evidence arms, comparisons on the primary metric, sample ratio, guardrails, how far the data are behind
 * @param thresholds minimum units and lift, alpha in (0, 1), planned units, largest lag
 * @returns verdict, the variant it is about, and the reasons with their numbers
 * @throws StatsError for thresholds outside their domains and values that are not finite
 * @see https://en.wikipedia.org/wiki/Holm%E2%80%93Bonferroni_method
 */
export function recommend(
  evidence: RecommendationEvidence,
  thresholds: RecommendationThresholds,
): Recommendation {
  requireThresholds(thresholds);
  const obstacles = obstaclesOf(evidence, thresholds);
  if (obstacles.length > 0) return verdict('INCONCLUSIVE', null, obstacles);
  return guardrailVerdict(evidence) ?? treatmentVerdict(evidence, thresholds);
}

function requireThresholds(thresholds: RecommendationThresholds): void {
  requireOpenProbability('alpha', thresholds.alpha);
  requireCount('minimumUnits', thresholds.minimumUnits);
  requireFinite('minimumLift', thresholds.minimumLift);
  requireCount('maximumLagMs', thresholds.maximumLagMs);
  if (thresholds.plannedUnits !== null) requireCount('plannedUnits', thresholds.plannedUnits);
}

const verdict = (
  recommendation: RecommendationVerdict,
  variant: string | null,
  reasons: readonly RecommendationReason[],
  unitsNeeded: number | null = null,
): Recommendation => ({ recommendation, variant, reasons, unitsNeeded });

function guardrailVerdict({ breachedGuardrails }: RecommendationEvidence): Recommendation | null {
  const [first] = breachedGuardrails;
  if (first === undefined) return null;
  const reasons = breachedGuardrails.map(({ metric, variant, kind, value, limit }) => {
    const what = kind === 'threshold' ? metric : `the harm in ${metric}`;
    const message = `guardrail: ${what} of ${variant} is ${shown(value)}, beyond ${shown(limit)}`;
    return reason('guardrail-breached', message, { value, limit });
  });
  return verdict('ROLLBACK', first.variant, reasons);
}

/** The best treatment, turned so that positive is good. */
interface Best {
  readonly treatment: RecommendedTreatment;
  readonly lift: number | null;
  readonly adjustedP: number;
  readonly side: 'good' | 'bad' | 'both';
}

function treatmentVerdict(
  evidence: RecommendationEvidence,
  thresholds: RecommendationThresholds,
): Recommendation {
  const best = bestOf(evidence, thresholds.alpha);
  if (best?.side === 'good') return betterVerdict(best, evidence, thresholds);
  if (best?.side === 'bad') {
    const message = `${best.treatment.variant} is worse than control: keep control`;
    return verdict('ROLLBACK', best.treatment.variant, [reason('worse', message, numbersOf(best))]);
  }
  return undecided(best, evidence, thresholds);
}

function bestOf({ treatments, direction }: RecommendationEvidence, alpha: number): Best | null {
  const sign = direction === 'increase' ? 1 : -1;
  const adjusted = holmAdjust(treatments.map(({ pValue }) => pValue ?? 1));
  const ranked = treatments
    .map((treatment, i) => ({ treatment, adjustedP: adjusted[i] ?? 1 }))
    .filter(({ treatment }) => treatment.difference !== null)
    .sort((a, b) => sign * ((b.treatment.difference ?? 0) - (a.treatment.difference ?? 0)));
  const [first] = ranked;
  if (first === undefined) return null;
  const { lift } = first.treatment;
  return { ...first, lift: lift === null ? null : sign * lift, side: sideOf(first, sign, alpha) };
}

function sideOf(
  { treatment: { interval }, adjustedP }: Pick<Best, 'treatment' | 'adjustedP'>,
  sign: 1 | -1,
  alpha: number,
): Best['side'] {
  if (interval === null || adjustedP > alpha) return 'both';
  const [worst, best] = sign === 1 ? interval : [-interval[1], -interval[0]];
  // Ends that have crossed: the looks contradict each other, and nothing is decided.
  if (worst > best) return 'both';
  if (worst > 0) return 'good';
  return best < 0 ? 'bad' : 'both';
}

const numbersOf = ({ treatment, lift, adjustedP }: Best) => ({
  difference: treatment.difference,
  lift,
  lower: treatment.interval?.[0] ?? null,
  upper: treatment.interval?.[1] ?? null,
  adjustedP,
});

function betterVerdict(
  best: Best,
  evidence: RecommendationEvidence,
  thresholds: RecommendationThresholds,
): Recommendation {
  const { minimumLift } = thresholds;
  const { variant } = best.treatment;
  const numbers = { ...numbersOf(best), minimumLift };
  if (best.lift !== null && best.lift >= minimumLift) {
    const message = `${variant} is better than control by ${percent(best.lift)} (p ${shown(best.adjustedP)})`;
    return verdict('PROMOTE', variant, [reason('better', message, numbers)]);
  }
  const message = `${variant} is better by ${percent(best.lift)}; ${percent(minimumLift)} is asked for`;
  const reasons = [reason('better-by-less-than-asked', message, numbers)];
  return verdict('CONTINUE', variant, reasons, unitsNeededOf(evidence, thresholds));
}

const unitsOf = ({ arms }: RecommendationEvidence): number => arms.reduce((sum, { units }) => sum + units, 0);

function unitsNeededOf(
  evidence: RecommendationEvidence,
  { plannedUnits }: RecommendationThresholds,
): number | null {
  const planned = plannedUnits === null ? null : Math.max(0, plannedUnits - unitsOf(evidence));
  return evidence.unitsNeeded ?? planned;
}

function unitsToGo(needed: number | null): string {
  if (needed === null) return '';
  return needed === 0
    ? ', enough to find the effect that was to be found: if there is one, it is smaller'
    : `; ${shown(needed)} more units are needed`;
}

function undecided(
  best: Best | null,
  evidence: RecommendationEvidence,
  thresholds: RecommendationThresholds,
): Recommendation {
  const { plannedUnits } = thresholds;
  const units = unitsOf(evidence);
  const variant = best?.treatment.variant ?? null;
  const numbers = { ...(best === null ? {} : numbersOf(best)), units, plannedUnits };
  if (plannedUnits !== null && units >= plannedUnits) {
    const message = `the ${shown(plannedUnits)} planned units are there, and no difference was found`;
    return verdict('NO_ACTION', variant, [reason('no-difference-found', message, numbers)]);
  }
  const unitsNeeded = unitsNeededOf(evidence, thresholds);
  const message = `nothing is decided after ${shown(units)} units${unitsToGo(unitsNeeded)}`;
  return verdict('CONTINUE', variant, [reason('undecided', message, numbers)], unitsNeeded);
}
