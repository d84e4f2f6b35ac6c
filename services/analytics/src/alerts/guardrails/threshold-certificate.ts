import { defineCertificate, GuardrailThresholdCertificate } from '@assay/contracts';
import { ENGINE_VERSION as STATS_VERSION } from '@assay/stats';
import type { ReportedExperiment } from '../../experiments/reported-experiment.js';
import { guarded, guardrailVerdict, pauseRequest } from './pause-request.js';
import type { ThresholdGuardrail, WindowOutcomes } from './threshold-measure.js';
import { measured } from './threshold-measure.js';

type Certificate = GuardrailThresholdCertificate;

export const GUARDRAIL_THRESHOLD = 'guardrail-threshold';

const measuredIn = ({ guardrail, window }: Pick<Certificate, 'guardrail' | 'window'>) =>
  measured(guardrail, {
    ...window,
    latencies: window.latencies.map(([bucket, n]) => ({ bucket, n })),
  });

/** Whether the outcomes under an experiment breach one of its thresholds. */
export const thresholdRules = defineCertificate({
  engineVersion: `${GUARDRAIL_THRESHOLD}/1 ${STATS_VERSION}`,
  schema: GuardrailThresholdCertificate,
  conclusions: ['checks', 'verdict'],
  conclude: (evidence): Pick<Certificate, 'checks' | 'verdict'> => {
    const { measure, above, minimumOutcomes } = evidence.guardrail;
    const { counted, value } = measuredIn(evidence);
    const isKept = value === null || value <= above;
    return {
      checks: [
        { name: measure, passed: isKept, value, threshold: above },
        {
          ...{ name: 'minimumOutcomes', passed: counted >= minimumOutcomes },
          ...{ value: counted, threshold: minimumOutcomes },
        },
      ],
      verdict: guardrailVerdict(!isKept, evidence),
    };
  },
  told: (certificate) => {
    if (certificate.verdict === 'stay') return null;
    const { measure, above: limit } = certificate.guardrail;
    const { value } = measuredIn(certificate);
    const { pause } = pauseRequest(certificate, measure);
    const { experiment } = certificate;
    const data = { rule: GUARDRAIL_THRESHOLD, experiment, value, limit, pause };
    return { type: 'AlertRaised', data };
  },
});

/** What was seen within the window of a guardrail, and when. */
export interface SeenWindow {
  readonly outcomes: WindowOutcomes;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly now: number;
  /** Up to where the log had been counted. */
  readonly offsets: Certificate['offsets'];
}

export const certifyThreshold = (
  experiment: ReportedExperiment,
  guardrail: ThresholdGuardrail,
  { outcomes: { outcomes, errors, latencies }, since, now, offsets }: SeenWindow,
): Certificate =>
  thresholdRules.certify({
    ...guarded(experiment),
    decidedAt: new Date(now).toISOString(),
    guardrail,
    window: {
      since: new Date(since).toISOString(),
      ...{ outcomes, errors },
      latencies: latencies.map(({ bucket, n }) => [bucket, n]),
    },
    offsets,
  });
