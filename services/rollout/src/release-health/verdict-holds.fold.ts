import type { ReleaseEvidence } from '@assay/contracts';
import { assessHealth } from './assess-health.fold.js';

/** Does the verdict that was recorded follow from the evidence beside it, and from nothing else? */
export function verdictHolds(evidence: ReleaseEvidence): boolean {
  const { score, recommendation } = assessHealth(evidence);
  return score === evidence.score && recommendation === evidence.recommendation;
}
