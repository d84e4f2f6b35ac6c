import { canonicalHash, canonicalJson } from '../envelope/canonical-json.js';
import type { CertifiedEvent, Sealed, Told } from './sealed.js';

export interface CertificateVerdict {
  readonly valid: boolean;
  /** What does not hold: the field, what is said, and what comes out again. */
  readonly differences: readonly CertificateDifference[];
}

export interface CertificateDifference {
  readonly field: string;
  readonly stated: unknown;
  readonly recomputed: unknown;
}

/** A certificate beside the one that its evidence gives again. */
interface Repeated<Certificate> {
  readonly stated: Sealed;
  readonly again: () => Certificate;
  readonly engineVersion: string;
  readonly conclusions: readonly string[];
  readonly about?: ((certificate: Certificate) => string) | undefined;
  readonly told?: ((certificate: Certificate) => Told | null) | undefined;
  readonly event: CertifiedEvent | undefined;
}

const fieldOf = (of: unknown, name: string): unknown =>
  (of as Readonly<Record<string, unknown>>)[name] ?? null;

const keyOf = (subject: string): string => subject.slice(subject.lastIndexOf('/') + 1);

/** Evidence that nothing follows from, such as sums that no units can have, gives no certificate. */
function attempted<Certificate>(again: () => Certificate): { certificate?: Certificate; error?: string } {
  try {
    return { certificate: again() };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function besides({ type, data }: CertifiedEvent, told: Told | null): readonly CertificateDifference[] {
  if (told === null) return [{ field: 'type', stated: type, recomputed: null }];
  const fields = Object.entries(told.data).map(([name, recomputed]) => ({
    ...{ field: `data.${name}`, stated: fieldOf(data, name), recomputed: recomputed ?? null },
  }));
  return [{ field: 'type', stated: type, recomputed: told.type }, ...fields];
}

/** Names what a certificate, or the event that carries it, says otherwise than its evidence does. */
export function compareCertificate<Certificate>({
  stated,
  again,
  engineVersion,
  conclusions,
  about,
  told,
  event,
}: Repeated<Certificate>): CertificateVerdict {
  const { hash, ...content } = stated;
  const { certificate, error } = attempted(again);
  const compared: readonly CertificateDifference[] = [
    { field: 'hash', stated: hash, recomputed: canonicalHash(content) },
    { field: 'engineVersion', stated: stated.engineVersion, recomputed: engineVersion },
    ...(error === undefined ? [] : [{ field: 'evidence', stated: 'sound', recomputed: error }]),
    ...conclusions.map((field) => ({
      ...{ field, stated: fieldOf(stated, field) },
      recomputed: certificate === undefined ? null : fieldOf(certificate, field),
    })),
    ...(certificate === undefined || about === undefined || event?.subject === undefined
      ? []
      : [{ field: 'subject', stated: keyOf(event.subject), recomputed: about(certificate) }]),
    ...(certificate === undefined || told === undefined || event === undefined
      ? []
      : besides(event, told(certificate))),
  ];
  const differences = compared.filter((one) => canonicalJson(one.stated) !== canonicalJson(one.recomputed));
  return { valid: differences.length === 0, differences };
}
