import type { Certificate, RollbackCertificate } from '@assay/contracts';
import { canonicalHash, canonicalJson } from '@assay/contracts';
import { StatsError } from '@assay/stats';
import type { Evidence } from '../eligibility/evidence.js';
import { certify, ENGINE_VERSION } from './certificate.js';
import type { RollbackEvidence } from './rollback-certificate.js';
import { certifyRollback, WATCH_ENGINE_VERSION } from './rollback-certificate.js';

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

export type AnyCertificate = Certificate | RollbackCertificate;

interface Sealed {
  readonly engineVersion: string;
  readonly hash: string;
}

/** A certificate beside the one that its evidence gives again. */
interface Repeated<Kind extends Sealed> {
  readonly stated: Kind;
  /** Undefined where sums that no units can have give no verdict. */
  readonly again: Kind | undefined;
  readonly engineVersion: string;
  readonly conclusions: readonly (keyof Kind & string)[];
}

function evidenceOf(certificate: Certificate): Evidence {
  const { engineVersion, checks, isEligible, winner, confidence, improvement, hash, ...evidence } =
    certificate;
  void [engineVersion, checks, isEligible, winner, confidence, improvement, hash];
  return evidence;
}

function rollbackEvidenceOf(certificate: RollbackCertificate): RollbackEvidence {
  const { engineVersion, checks, isBreached, hash, ...evidence } = certificate;
  void [engineVersion, checks, isBreached, hash];
  return evidence;
}

function recompute<Kind>(certify: () => Kind): Kind | undefined {
  try {
    return certify();
  } catch (error) {
    if (error instanceof StatsError) return undefined;
    throw error;
  }
}

function compare<Kind extends Sealed>(repeated: Repeated<Kind>): CertificateVerdict {
  const { stated, again, engineVersion, conclusions } = repeated;
  const { hash, ...content } = stated;
  const compared: readonly CertificateDifference[] = [
    { field: 'hash', stated: hash, recomputed: canonicalHash(content) },
    { field: 'engineVersion', stated: stated.engineVersion, recomputed: engineVersion },
    ...conclusions.map((field) => ({ field, stated: stated[field], recomputed: again?.[field] ?? null })),
  ];
  const differences = compared.filter((one) => canonicalJson(one.stated) !== canonicalJson(one.recomputed));
  return { valid: differences.length === 0, differences };
}

/**
 * Does a certificate say what its evidence says? Recomputes the hash, every check and the verdict from the
 * certificate alone: no database, no clock.
 * @example verifyCertificate(event.data.certificate) // { valid: true, differences: [] }
 */
export const verifyCertificate = (stated: Certificate): CertificateVerdict =>
  compare({
    stated,
    again: recompute(() => certify(evidenceOf(stated))),
    engineVersion: ENGINE_VERSION,
    conclusions: ['checks', 'isEligible', 'winner', 'confidence', 'improvement'],
  });

/** The same of a rollback, whoever decided it. */
export const verifyRollbackCertificate = (stated: RollbackCertificate): CertificateVerdict =>
  compare({
    stated,
    again: recompute(() => certifyRollback(rollbackEvidenceOf(stated))),
    engineVersion: WATCH_ENGINE_VERSION,
    conclusions: ['checks', 'isBreached'],
  });

/** The same of whatever a decision rests on. */
export const verifyAnyCertificate = (stated: AnyCertificate): CertificateVerdict =>
  'isBreached' in stated ? verifyRollbackCertificate(stated) : verifyCertificate(stated);
