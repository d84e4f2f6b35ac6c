import type { Told } from '@assay/contracts';
import { defineCertificate, ReleaseHealthCertificate } from '@assay/contracts';
import { ENGINE_VERSION as STATS_VERSION } from '@assay/stats';
import type { RollbackFacts } from '../release/release-state.js';
import { healthChecks, seenIn } from './observed-health.js';

type Certificate = ReleaseHealthCertificate;
type Conclusions = Pick<Certificate, 'checks' | 'score' | 'recommendation' | 'verdict'>;

const verdictOf = (
  isBreached: boolean,
  { autoRollback, requested }: Pick<Certificate, 'autoRollback' | 'requested'>,
): Certificate['verdict'] => {
  if (requested === true) return 'requested';
  if (!isBreached) return 'stay';
  return autoRollback ? 'roll_back' : 'withhold';
};

/** What the outcomes say against the release; undefined for nothing. */
export function healthBreach(certificate: Certificate): RollbackFacts | undefined {
  const { health, figures } = seenIn(certificate);
  return health.breach === null ? undefined : { ...health.breach, evidence: figures };
}

function toldOf(certificate: Certificate): Told | null {
  if (certificate.requested === true)
    return { type: 'ReleaseRolledBack', data: { automatic: false, trigger: 'manual', evidence: null } };
  const breach = healthBreach(certificate);
  if (breach === undefined) return null;
  return certificate.verdict === 'roll_back'
    ? { type: 'ReleaseRolledBack', data: { automatic: true, ...breach } }
    : { type: 'ReleaseRollbackWithheld', data: { ...breach } };
}

/** Whether the outcomes of a release call for its rollback. */
export const healthRules = defineCertificate({
  engineVersion: `release-health/1 ${STATS_VERSION}`,
  schema: ReleaseHealthCertificate,
  conclusions: ['checks', 'score', 'recommendation', 'verdict'],
  about: ({ release }) => release,
  conclude: (evidence): Conclusions => {
    const seen = seenIn(evidence);
    const { score, recommendation, breach } = seen.health;
    const verdict = verdictOf(breach !== null, evidence);
    return { checks: healthChecks(evidence, seen), score, recommendation, verdict };
  },
  told: toldOf,
});
