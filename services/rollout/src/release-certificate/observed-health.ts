import type { DecisionCheck, EvidenceOf, ReleaseEvidence, ReleaseHealthCertificate } from '@assay/contracts';
import { judgeSeries } from '../release-analysis/judge-metrics.fold.js';
import type { Health, ReleaseSide } from '../release-health/assess-health.fold.js';
import { assessHealth, LEAST_HEALTH } from '../release-health/assess-health.fold.js';
import { latencyOf } from '../release-outcomes/sides.fold.js';

type HealthEvidence = EvidenceOf<ReleaseHealthCertificate, 'checks' | 'score' | 'recommendation' | 'verdict'>;

/** What was seen of both sides of a release, and what it is held against. */
export type Observed = Omit<
  HealthEvidence,
  'release' | 'activation' | 'decidedAt' | 'environment' | 'autoRollback' | 'requested'
>;

const sideOf = ({ outcomes, errors, latencies }: Observed['canary']): ReleaseSide => ({
  ...{ outcomes, errors, p99Ms: latencyOf({ outcomes, errors, latencies }, 0.99) },
});

/** What is known of a release, and the figures of it for people. */
interface Seen {
  readonly health: Health;
  readonly figures: ReleaseEvidence;
}

/** @param judgement of the analysis, which takes longer than all the rest */
export function figuresWith(
  { from, to, canary, stable, slo, minOutcomes }: Observed,
  judgement: ReleaseEvidence['analysis'],
): Seen {
  const question = { canary: sideOf(canary), stable: sideOf(stable), slo, minOutcomes, analysis: judgement };
  const health = assessHealth(question);
  const { score, recommendation } = health;
  return { health, figures: { from, to, ...question, score, recommendation } };
}

/** How the release is doing, by what was seen alone. */
export const seenIn = (observed: Observed): Seen =>
  figuresWith(observed, observed.analysis && judgeSeries(observed.analysis));

/** What is seen, each against its limit. */
export function healthChecks({ analysis: analysed }: Observed, { health, figures }: Seen): DecisionCheck[] {
  const { score, compliance } = health;
  const { canary, slo, minOutcomes, analysis } = figures;
  const compliances = (['canary', 'overall'] as const).map((whose) => {
    const value = compliance[whose];
    return { name: `compliance.${whose}`, passed: value === null || value >= slo, value, threshold: slo };
  });
  const isHealthy = score === null || score >= LEAST_HEALTH;
  const { outcomes } = canary;
  return [
    { name: 'minOutcomes', passed: outcomes >= minOutcomes, value: outcomes, threshold: minOutcomes },
    ...compliances,
    analysed === null || analysis === null
      ? { name: 'score', passed: isHealthy, value: score, threshold: LEAST_HEALTH }
      : {
          ...{ name: 'analysis', passed: analysis.verdict !== 'fail' },
          ...{ value: analysis.score, threshold: analysed.marginal },
        },
  ];
}
