import type { Sealed } from '@assay/contracts';
import { canonicalHash } from '@assay/contracts';

/** A certificate that somebody changed, with a hash that fits again. */
export function resealed(certificate: Sealed, change: object): Sealed {
  const { hash: _hash, ...content } = { ...certificate, ...change };
  return { ...content, hash: canonicalHash(content) };
}
