import type { Certificate } from '@assay/contracts';

/** All that a verdict rests on: a certificate without its conclusions. */
export type Evidence = Omit<
  Certificate,
  'engineVersion' | 'checks' | 'isEligible' | 'winner' | 'confidence' | 'improvement' | 'hash'
>;
