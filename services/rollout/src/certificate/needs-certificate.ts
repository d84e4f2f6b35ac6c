import type { EvidenceOf, Told } from '@assay/contracts';
import { defineCertificate, RolloutNeedsCertificate } from '@assay/contracts';
import { below } from '../rollout/needs/needed-rollout.js';

type Evidence = EvidenceOf<RolloutNeedsCertificate, 'checks' | 'verdict'>;

const isFatal = ({ onRollback }: Evidence['needs'][number]): boolean => onRollback === 'roll_back';

/** The one that it follows: what it is rolled back for comes before what it is paused for. */
function followed({ needs, percentage }: Evidence): Evidence['needs'][number] | undefined {
  const missing = below(needs, percentage);
  return missing.find(isFatal) ?? missing[0];
}

function verdictOf(evidence: Evidence): RolloutNeedsCertificate['verdict'] {
  const needed = followed(evidence);
  if (needed === undefined) return 'stay';
  if (isFatal(needed)) return 'roll_back';
  return evidence.status === 'in_progress' ? 'pause' : 'stay';
}

/** Why it does not stay as it is; undefined where it has everything that it needs. */
export function needsCause(
  evidence: Evidence,
): { readonly reason: string; readonly needed: string } | undefined {
  const needed = followed(evidence);
  if (needed === undefined) return undefined;
  const reason =
    `it needs ${needed.rollout}, which is on for ${String(needed.percentage)} percent ` +
    `and not ${String(evidence.percentage)}`;
  return { reason, needed: needed.rollout };
}

function toldOf(certificate: RolloutNeedsCertificate): Told | null {
  if (certificate.verdict === 'stay') return null;
  const cause = needsCause(certificate);
  return certificate.verdict === 'pause'
    ? { type: 'RolloutPaused', data: { ...cause } }
    : { type: 'RolloutRolledBack', data: { automatic: true, evidence: null, ...cause } };
}

/** What becomes of a rollout when others that it needs are on for fewer units. */
export const needsRules = defineCertificate({
  engineVersion: 'rollout-needs/1',
  schema: RolloutNeedsCertificate,
  conclusions: ['checks', 'verdict'],
  about: ({ rollout }) => rollout,
  conclude: (evidence) => ({
    checks: evidence.needs.map(({ rollout, percentage }) => ({
      ...{ name: `needs.${rollout}`, passed: percentage >= evidence.percentage },
      ...{ value: percentage, threshold: evidence.percentage },
    })),
    verdict: verdictOf(evidence),
  }),
  told: toldOf,
});
