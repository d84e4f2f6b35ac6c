import { defineCertificate, GuardrailMetricCertificate } from '@assay/contracts';
import { ENGINE_VERSION as STATS_VERSION } from '@assay/stats';
import { guardrailRule } from '../../experiments/guardrail-rules.js';
import type { ReportedExperiment } from '../../experiments/reported-experiment.js';
import type { WatchedRun } from '../snapshots/watched-runs.js';
import type { MetricSeen } from './metric-breaches.js';
import { breachesOf, evidenceOrNone } from './metric-breaches.js';
import { guarded, guardrailVerdict, pauseRequest } from './pause-request.js';

type Certificate = GuardrailMetricCertificate;

export const GUARDRAIL_METRIC = 'guardrail-metric';

function breachesIn(seen: MetricSeen) {
  const evidence = evidenceOrNone(seen);
  return evidence === undefined ? [] : breachesOf(guardrailRule(seen.metric), evidence);
}

/** Whether a variant of an experiment breaches a guardrail metric. */
export const metricRules = defineCertificate({
  engineVersion: `${GUARDRAIL_METRIC}/1 ${STATS_VERSION}`,
  schema: GuardrailMetricCertificate,
  conclusions: ['checks', 'verdict'],
  conclude: (evidence): Pick<Certificate, 'checks' | 'verdict'> => {
    const breaches = breachesIn(evidence);
    return {
      checks: evidence.variants.map((name) => {
        const breach = breaches.find(({ variant }) => variant === name);
        const [value, threshold] = [breach?.value ?? null, breach?.limit ?? null];
        return { name, passed: breach === undefined, value, threshold };
      }),
      verdict: guardrailVerdict(breaches.length > 0, evidence),
    };
  },
  told: (certificate) => {
    const [worst] = breachesIn(certificate);
    if (worst === undefined) return null;
    const { value, limit } = worst;
    const { pause } = pauseRequest(certificate, certificate.metric.key);
    const { experiment } = certificate;
    const data = { rule: GUARDRAIL_METRIC, experiment, value, limit, pause };
    return { type: 'AlertRaised', data };
  },
});

export const certifyMetric = (
  experiment: ReportedExperiment,
  { metric, control, variants, sums }: MetricSeen,
  { id, data: { offsets, completeTo } }: WatchedRun['snapshot'],
): Certificate =>
  metricRules.certify({
    ...guarded(experiment),
    ...{ snapshot: id, completeTo, metric, control, variants, sums, offsets },
  });
