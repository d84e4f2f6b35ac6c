import type { Certificate } from '@assay/contracts';
import { canonicalHash, canonicalJson } from '@assay/contracts';
import { StatsError } from '@assay/stats';
import type { Evidence } from '../eligibility/evidence.js';
import { certify, ENGINE_VERSION } from './certificate.js';

export interface CertificateVerdict {
  readonly valid: boolean;
  /** What does not hold: the field, what the certificate says and what comes out again. */
  readonly differences: readonly CertificateDifference[];
}

export interface CertificateDifference {
  readonly field: string;
  readonly stated: unknown;
  readonly recomputed: unknown;
}

const CONCLUSIONS = ['checks', 'isEligible', 'winner', 'confidence', 'improvement'] as const;

function evidenceOf(certificate: Certificate): Evidence {
  const { engineVersion, checks, isEligible, winner, confidence, improvement, hash, ...evidence } =
    certificate;
  void [engineVersion, checks, isEligible, winner, confidence, improvement, hash];
  return evidence;
}

/** Sums that no units can have give no verdict. */
function recompute(certificate: Certificate): Certificate | undefined {
  try {
    return certify(evidenceOf(certificate));
  } catch (error) {
    if (error instanceof StatsError) return undefined;
    throw error;
  }
}

/**
 * Does a certificate say what its evidence says? Recomputes the hash, every check and the verdict from the
 * certificate alone: no database, no clock.
 * @example verifyCertificate(event.data.certificate) // { valid: true, differences: [] }
 */
export function verifyCertificate(certificate: Certificate): CertificateVerdict {
  const { hash, ...content } = certificate;
  const again = recompute(certificate);
  const compared: readonly CertificateDifference[] = [
    { field: 'hash', stated: hash, recomputed: canonicalHash(content) },
    { field: 'engineVersion', stated: certificate.engineVersion, recomputed: ENGINE_VERSION },
    ...CONCLUSIONS.map((field) => ({
      field,
      stated: certificate[field],
      recomputed: again?.[field] ?? null,
    })),
  ];
  const differences = compared.filter(
    ({ stated, recomputed }) => canonicalJson(stated) !== canonicalJson(recomputed),
  );
  return { valid: differences.length === 0, differences };
}
