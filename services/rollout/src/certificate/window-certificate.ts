import type { DecisionCheck } from '@assay/contracts';
import { counted, defineCertificate, RolloutWindowCertificate, shownNumber } from '@assay/contracts';
import { breachIn, windowStart } from '../health/assess-window.fold.js';
import type { OutcomeCounts } from '../health/outcome-counts.js';
import { countsOf, errorRate } from '../health/outcome-counts.js';
import type { BreachEvidence } from '../rollout/rollout-command.js';
import type { Completed, InProgress, Paused, RolloutDesign } from '../rollout/rollout-state.js';
import type { Seen, WithOffsets } from './seen.js';

type Conclusions = Pick<RolloutWindowCertificate, 'checks' | 'verdict'>;
type Threshold = RolloutDesign['errorThreshold'];

function checksOf(counts: OutcomeCounts, { errorRate: limit, minOutcomes, per }: Threshold): DecisionCheck[] {
  const rate = errorRate(counts, per);
  const { outcomes } = counts;
  return [
    { name: 'errorRate', passed: rate === null || rate <= limit, value: rate, threshold: limit },
    { name: 'minOutcomes', passed: outcomes >= minOutcomes, value: outcomes, threshold: minOutcomes },
  ];
}

function reasonOf({
  errorRate: rate,
  threshold,
  unitsWithError,
  units,
  outcomes,
  per,
}: BreachEvidence): string {
  const seen =
    per === 'outcomes'
      ? `in ${counted(outcomes, 'outcome')}`
      : `${String(unitsWithError)} of ${counted(units, 'unit')} with an error`;
  return `error rate ${shownNumber(rate, threshold)} is above ${String(threshold)}: ${seen}`;
}

/** What the outcomes of the window say against the activation; undefined for nothing. */
export function windowBreach({ counts, threshold }: Pick<RolloutWindowCertificate, 'counts' | 'threshold'>) {
  const evidence = breachIn(counts, threshold);
  return evidence && { reason: reasonOf(evidence), evidence };
}

const verdictOf = (counts: OutcomeCounts, threshold: Threshold): Conclusions['verdict'] =>
  breachIn(counts, threshold) === undefined ? 'stay' : 'roll_back';

/** Whether the outcomes of the error window of a rollout call for a rollback. */
export const windowRules = defineCertificate({
  engineVersion: 'rollout-window/1',
  schema: RolloutWindowCertificate,
  conclusions: ['checks', 'verdict'],
  about: ({ rollout }) => rollout,
  conclude: ({ counts, threshold, requested }): Conclusions => ({
    checks: checksOf(counts, threshold),
    verdict: requested === true ? 'requested' : verdictOf(counts, threshold),
  }),
  told: (certificate) => {
    const type = 'RolloutRolledBack';
    if (certificate.requested === true) return { type, data: { automatic: false, evidence: null } };
    const breach = windowBreach(certificate);
    return breach === undefined ? null : { type, data: { automatic: true, ...breach } };
  },
});

/**
 * The certificate of a rollback by the error window; undefined where the outcomes call for none.
 * @param seen enabled units within the window
 */
export function judgeWindow(
  rollout: InProgress | Paused,
  { found, offsets, now }: Seen<OutcomeCounts>,
  threshold: Threshold = rollout.design.errorThreshold,
): RolloutWindowCertificate | undefined {
  const counts = countsOf(found);
  if (breachIn(counts, threshold) === undefined) return undefined;
  return windowRules.certify({
    rollout: rollout.design.key,
    activation: rollout.activation,
    decidedAt: new Date(now).toISOString(),
    from: new Date(windowStart(threshold, rollout.since, now)).toISOString(),
    ...{ counts, threshold },
    offsets: [...offsets],
  });
}

/** The certificate of a rollback that somebody asks for: what the outcomes of the activation say when they do. */
export function certifyRequested(
  { activation, since, design }: Pick<Completed, 'activation' | 'since' | 'design'>,
  { found, offsets }: WithOffsets<OutcomeCounts>,
  decidedAt: string,
): RolloutWindowCertificate {
  return windowRules.certify({
    ...{ rollout: design.key, activation, decidedAt, from: since },
    counts: countsOf(found),
    ...{ threshold: design.errorThreshold, offsets: [...offsets], requested: true },
  });
}
