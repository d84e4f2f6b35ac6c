import type { Sealed } from '@assay/contracts';
import { certificateOf } from '@assay/contracts';
import type { StoredEvent } from '@assay/event-store';

/** A decision of a stream that carries a certificate. */
export interface CertifiedDecision {
  /** 1, 2, 3 … within the stream. */
  readonly number: number;
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly actor: string;
  readonly engineVersion: string;
  readonly verdict: unknown;
  readonly hash: string;
}

const decisionOf = ({ version, event }: StoredEvent, certificate: Sealed): CertifiedDecision => ({
  number: version,
  ...{ id: event.id, type: event.type, time: event.time, actor: event.actor },
  engineVersion: certificate.engineVersion,
  verdict: 'verdict' in certificate ? certificate.verdict : null,
  hash: certificate.hash,
});

/** Those of a stream, in its order. */
export const certifiedDecisions = (stored: readonly StoredEvent[]): readonly CertifiedDecision[] =>
  stored.flatMap((one) => {
    const certificate = certificateOf(one.event);
    return certificate === undefined ? [] : [decisionOf(one, certificate)];
  });
