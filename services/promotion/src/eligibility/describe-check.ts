import type { DecisionCheck } from '@assay/contracts';
import { promotionCheckInWords } from '@assay/contracts';

/** A check as a sentence. */
export function describeCheck(check: DecisionCheck): string {
  const { found, required } = promotionCheckInWords(check);
  return `${check.name} is ${found}, required ${required}`;
}
