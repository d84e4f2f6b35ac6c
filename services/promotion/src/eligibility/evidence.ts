import type { Certificate, EvidenceOf } from '@assay/contracts';

/** All that a verdict rests on: a certificate without its conclusions. */
export type Evidence = EvidenceOf<
  Certificate,
  'checks' | 'isEligible' | 'winner' | 'confidence' | 'improvement'
>;
