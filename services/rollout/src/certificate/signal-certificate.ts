import type { EvidenceOf, SignalKind, Told } from '@assay/contracts';
import { defineCertificate, RolloutSignalCertificate } from '@assay/contracts';

type Conclusions = Pick<RolloutSignalCertificate, 'checks' | 'verdict'>;
type Verdict = RolloutSignalCertificate['verdict'];
type Evidence = EvidenceOf<RolloutSignalCertificate, 'checks' | 'verdict'>;

/** What becomes of a rollout, by what another system says about it; a pause asks a person. */
const ACTIONS: Readonly<Record<SignalKind, Exclude<Verdict, 'none'>>> = {
  deployment_failed: 'roll_back',
  database_incompatible: 'roll_back',
  schema_mismatch: 'pause',
  security_vulnerability: 'roll_back',
};

/** Why nothing comes of a signal; undefined where something does. */
export function obstacleOf({ status, served, signal: { kind, version } }: Evidence): string | undefined {
  if (served === null) return `the rollout is ${status}: it is on for nobody`;
  if (version !== undefined && version !== served)
    return `it is about version ${String(version)}, and ${String(served)} is served`;
  return ACTIONS[kind] === 'pause' && status !== 'in_progress'
    ? `the rollout is ${status}: it does not go on by itself`
    : undefined;
}

function checksOf({
  status,
  served,
  signal: { kind, version },
}: Evidence): RolloutSignalCertificate['checks'] {
  const isOfServed = version === undefined || version === served;
  const checks = [
    { name: 'served', passed: served !== null, value: served, threshold: 'a version' },
    { name: 'version', passed: isOfServed, value: version ?? null, threshold: served },
  ];
  if (ACTIONS[kind] !== 'pause') return checks;
  const goesOn = status === 'in_progress';
  return [...checks, { name: 'status', passed: goesOn, value: status, threshold: 'in_progress' }];
}

function toldOf(certificate: RolloutSignalCertificate): Told {
  const { id, kind } = certificate.signal;
  switch (certificate.verdict) {
    case 'roll_back':
      return { type: 'RolloutRolledBack', data: { automatic: true, evidence: null, signal: { id, kind } } };
    case 'pause':
      return { type: 'RolloutPaused', data: { signal: { id, kind } } };
    case 'none':
      return {
        type: 'RolloutSignalReceived',
        data: { id, kind, action: 'none', because: obstacleOf(certificate) },
      };
  }
}

/** What comes of what another system says about a rollout. */
export const signalRules = defineCertificate({
  engineVersion: 'rollout-signal/1',
  schema: RolloutSignalCertificate,
  conclusions: ['checks', 'verdict'],
  about: ({ rollout }) => rollout,
  conclude: (evidence): Conclusions => ({
    checks: checksOf(evidence),
    verdict: obstacleOf(evidence) === undefined ? ACTIONS[evidence.signal.kind] : 'none',
  }),
  told: toldOf,
});
