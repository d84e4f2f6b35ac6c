import { Certificate, defineCertificate } from '@assay/contracts';
import { ENGINE_VERSION as STATS_VERSION } from '@assay/stats';
import { assessEligibility } from '../eligibility/assess-eligibility.js';

/** Whether an experiment has a winner that may be served to all, and what that rests on. */
export const eligibility = defineCertificate({
  engineVersion: `eligibility/3 ${STATS_VERSION}`,
  schema: Certificate,
  conclusions: ['checks', 'isEligible', 'winner', 'confidence', 'improvement'],
  about: ({ experiment }) => experiment,
  conclude: (evidence) => {
    const { checks, isEligible, winner, confidence, improvement } = assessEligibility(evidence);
    return { checks: [...checks], isEligible, winner, confidence, improvement };
  },
});

/** The evidence with its verdict, sealed by its hash. */
export const { certify, engineVersion: ENGINE_VERSION } = eligibility;
