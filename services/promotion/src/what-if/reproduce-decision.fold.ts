import type { Certificate, EventEnvelope } from '@assay/contracts';
import { canonicalJson } from '@assay/contracts';
import { certify, ENGINE_VERSION } from '../certificate/certificate.js';
import { buildEvidence, isStarted } from '../evidence/build-evidence.js';
import type { Look } from './run-history.fold.js';
import { viewAt } from './run-history.fold.js';

/** Events that change no version that is certified. */
const SCHEDULES: ReadonlySet<string> = new Set(['ExperimentScheduled', 'ScheduleCancelled']);

/** A decision of the log, made again from the log alone. */
export interface Reproduced {
  /**
   * `not-found`: the log has no snapshot that covers what the decision rested on; `other-rules`: it was made by an engine
   * that is not the one of now.
   */
  readonly outcome: 'identical' | 'different' | 'not-found' | 'other-rules';
  /** Fields of the certificate that come out otherwise. */
  readonly differences: readonly string[];
}

/** Whether a decision rested on what was known at a look. */
export const restedOn = ({ run, offsets }: Certificate, { known }: Look): boolean =>
  known.snapshot.run === run && canonicalJson(known.snapshot.offsets) === canonicalJson(offsets);

/** The experiment as it was certified: of what had happened by then, no more than its version covers. */
const viewOf = ({ decidedAt, experimentVersion }: Certificate, events: readonly EventEnvelope[]) =>
  viewAt(
    events.filter(({ streamversion = 0, type }) => streamversion <= experimentVersion || SCHEDULES.has(type)),
    decidedAt,
  );

/**
 * Makes a decision again: the experiment and the sums come from the log; the policy that ran (thresholds, open breaches,
 * the look that had been used up), the instant, and up to when the log was known to have been read then, from the
 * certificate.
 */
export function reproduce(
  certificate: Certificate,
  events: readonly EventEnvelope[],
  look: Look | undefined,
): Reproduced {
  const { decidedAt, thresholds, guardrailBreaches = [], earlierLook = null } = certificate;
  if (certificate.engineVersion !== ENGINE_VERSION) return { outcome: 'other-rules', differences: [] };
  const experiment = viewOf(certificate, events);
  if (look === undefined || experiment === undefined || !isStarted(experiment))
    return { outcome: 'not-found', differences: [] };
  const evidence = buildEvidence(experiment, {
    known: { ...look.known, snapshot: { ...look.known.snapshot, completeTo: certificate.completeTo } },
    ...{ guardrailBreaches, earlierLook, thresholds, now: decidedAt },
  });
  const again = certify(evidence) as Readonly<Record<string, unknown>>;
  const stated = certificate as Readonly<Record<string, unknown>>;
  const names = [...new Set([...Object.keys(stated), ...Object.keys(again)])];
  const differences = names.filter(
    (name) => canonicalJson(stated[name] ?? null) !== canonicalJson(again[name] ?? null),
  );
  return { outcome: differences.length === 0 ? 'identical' : 'different', differences };
}
