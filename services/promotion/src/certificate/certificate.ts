import type { Certificate } from '@assay/contracts';
import { canonicalHash } from '@assay/contracts';
import { ENGINE_VERSION as STATS_VERSION } from '@assay/stats';
import { assessEligibility } from '../eligibility/assess-eligibility.js';
import type { Evidence } from '../eligibility/evidence.js';

/** Names the rules and the statistics a verdict was made by; a change of either changes it. */
export const ENGINE_VERSION = `eligibility/3 ${STATS_VERSION}`;

/** The evidence with its verdict, sealed by its hash. */
export function certify(evidence: Evidence): Certificate {
  const { checks, isEligible, winner, confidence, improvement } = assessEligibility(evidence);
  const content = {
    engineVersion: ENGINE_VERSION,
    ...evidence,
    checks: [...checks],
    isEligible,
    winner,
    confidence,
    improvement,
  };
  return { ...content, hash: canonicalHash(content) };
}
