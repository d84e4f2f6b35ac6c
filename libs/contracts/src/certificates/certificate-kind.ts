import type { Static, TSchema } from '@sinclair/typebox';
import { canonicalHash } from '../envelope/canonical-json.js';
import type { CertificateVerdict } from './compare-certificate.js';
import { compareCertificate } from './compare-certificate.js';
import type { CertifiedEvent, Sealed, Told } from './sealed.js';

/** All that a verdict rests on: a certificate without its conclusions. */
export type EvidenceOf<Certificate, Conclusion extends PropertyKey> = Omit<
  Certificate,
  keyof Sealed | Conclusion
>;

/** How verdicts of one kind follow from their evidence. */
export interface CertificateRules<Schema extends TSchema, Conclusion extends string> {
  /** `<rules>/<version>` and what they are built on; raised when the same evidence gives another verdict. */
  readonly engineVersion: string;
  readonly schema: Schema;
  readonly conclusions: readonly Conclusion[];
  /** A function of the evidence alone. */
  readonly conclude: (
    evidence: EvidenceOf<Static<Schema>, Conclusion>,
  ) => Pick<Static<Schema>, Conclusion & keyof Static<Schema>>;
  /** The key of what it is about, whose stream the event that carries it lies in. */
  readonly about?: (certificate: Static<Schema>) => string;
  /** The event that carries it, as far as it follows from the verdict; null where none does. */
  readonly told?: (certificate: Static<Schema>) => Told | null;
}

/** Certificates of one kind, for those who verify them. */
export interface CertificateKind {
  /** Its rules without their version: certificates name them first. */
  readonly rules: string;
  readonly engineVersion: string;
  readonly schema: TSchema;
  /** Recomputes everything that the certificate concludes, and what the event beside it says. */
  verify(this: void, stated: Sealed, event?: CertifiedEvent): CertificateVerdict;
}

/** The rules that a certificate was made by, without their version. */
export const rulesOf = (engineVersion: string): string => engineVersion.split('/', 1)[0] ?? '';

/**
 * Certificates of one kind: what a decision rests on, what follows from it, and the SHA-256 of both.
 *
 * A verdict is recomputed from its certificate alone, without a database or a clock.
 * @param rules how the verdict follows from the evidence
 * @returns `certify` (evidence → certificate, with what is concluded from it where that is known already; throws what
 * `conclude` throws) and `verify` (never throws)
 * @example certify(evidence) // { engineVersion, ...evidence, ...conclusions, hash }
 */
export function defineCertificate<Schema extends TSchema, Conclusion extends string>({
  engineVersion,
  schema,
  conclusions,
  conclude,
  about,
  told,
}: CertificateRules<Schema, Conclusion>) {
  type Certificate = Static<Schema>;
  type Evidence = EvidenceOf<Static<Schema>, Conclusion>;
  const leftOut: ReadonlySet<string> = new Set(['engineVersion', 'hash', ...conclusions]);
  const evidenceOf = (certificate: Sealed): Evidence =>
    Object.fromEntries(Object.entries(certificate).filter(([name]) => !leftOut.has(name))) as Evidence;

  const certify = (evidence: Evidence, concluded = conclude(evidence)): Certificate => {
    const content = { engineVersion, ...evidence, ...concluded };
    return { ...content, hash: canonicalHash(content) };
  };
  const verify: CertificateKind['verify'] = (stated, event) =>
    compareCertificate({
      stated,
      conclusions,
      engineVersion,
      about,
      told,
      event,
      again: () => certify(evidenceOf(stated)),
    });
  return { rules: rulesOf(engineVersion), engineVersion, schema, certify, verify };
}
