import { canonicalHash } from '../envelope/canonical-json.js';
import type { CertificateKind } from './certificate-kind.js';
import { rulesOf } from './certificate-kind.js';
import type { CertificateDifference, CertificateVerdict } from './compare-certificate.js';
import type { CertifiedEvent, Sealed } from './sealed.js';

const isText = (value: unknown): value is string => typeof value === 'string';

/** Whether a value has what every certificate has. */
export const isSealed = (value: unknown): value is Sealed =>
  typeof value === 'object' &&
  value !== null &&
  'engineVersion' in value &&
  'hash' in value &&
  isText(value.engineVersion) &&
  isText(value.hash);

/** The certificate of a decision: a part of the event, or all of its data; undefined where it has none. */
export function certificateOf({ data }: Pick<CertifiedEvent, 'data'>): Sealed | undefined {
  const { certificate } = (data ?? {}) as { readonly certificate?: unknown };
  return [certificate, data].find(isSealed);
}

/** Which of these kinds a certificate says that it is of. */
export const kindOf = <Kind extends Pick<CertificateKind, 'rules'>>(
  kinds: readonly Kind[],
  { engineVersion }: Sealed,
): Kind | undefined => kinds.find(({ rules }) => rules === rulesOf(engineVersion));

function unknownRules(kinds: readonly CertificateKind[], stated: Sealed): CertificateVerdict {
  const { hash, ...content } = stated;
  const sealed = canonicalHash(content);
  const known = kinds.map(({ engineVersion }) => engineVersion);
  const differences: readonly CertificateDifference[] = [
    ...(hash === sealed ? [] : [{ field: 'hash', stated: hash, recomputed: sealed }]),
    {
      field: 'engineVersion',
      stated: stated.engineVersion,
      recomputed: known.length === 1 ? known[0] : known,
    },
  ];
  return { valid: false, differences };
}

/**
 * Does a certificate say what its evidence says? Recomputes the hash, every check and the verdict from the certificate
 * alone, and holds the event that carries it against them where that is given.
 * @param kinds those that it may be of
 */
export function verifyCertificate(
  kinds: readonly CertificateKind[],
  stated: Sealed,
  event?: CertifiedEvent,
): CertificateVerdict {
  return kindOf(kinds, stated)?.verify(stated, event) ?? unknownRules(kinds, stated);
}
