import type { DecisionCheck, EvidenceOf, ReleaseEvidence, Told } from '@assay/contracts';
import { defineCertificate, ReleaseStepCertificate } from '@assay/contracts';
import { ENGINE_VERSION as STATS_VERSION } from '@assay/stats';
import {
  hoursInStep,
  isStopped,
  nextShare,
  skipsStaging,
  unmetConditions,
} from '../release/release-conditions.fold.js';
import { healthChecks, seenIn } from './observed-health.js';

type Certificate = ReleaseStepCertificate;
type Conclusion = 'checks' | 'score' | 'recommendation' | 'verdict';
type StepEvidence = EvidenceOf<Certificate, Conclusion>;

const CARRIERS = {
  advance: 'ReleaseAdvanced',
  promote: 'ReleasePromoted',
  complete: 'ReleaseCompleted',
} as const;

function stepChecks(evidence: StepEvidence): DecisionCheck[] {
  const { status, holdHours } = evidence;
  const hours = hoursInStep(evidence);
  return [
    { name: 'status', passed: status === 'in_progress', value: status, threshold: 'in_progress' },
    { name: 'hoursInStep', passed: hours >= holdHours, value: hours, threshold: holdHours },
  ];
}

function mayGoOn(evidence: StepEvidence, figures: ReleaseEvidence): boolean {
  const { environment, target, isOverridden } = evidence;
  if (skipsStaging(environment, target) && !isOverridden) return false;
  return !isStopped(evidence, evidence, unmetConditions(evidence, figures));
}

function toldOf(certificate: Certificate): Told | null {
  if (certificate.verdict === 'stay') return null;
  const type = CARRIERS[certificate.asked];
  const evidence = seenIn(certificate).figures;
  switch (certificate.asked) {
    case 'advance':
      return { type, data: { evidence, trafficPercent: nextShare(certificate) } };
    case 'promote':
      return { type, data: { evidence, environment: certificate.target } };
    case 'complete':
      return { type, data: { evidence } };
  }
}

/** Whether a release may go on: to its next share, its next environment, or its end. */
export const stepRules = defineCertificate({
  engineVersion: `release-step/1 ${STATS_VERSION}`,
  schema: ReleaseStepCertificate,
  conclusions: ['checks', 'score', 'recommendation', 'verdict'],
  about: ({ release }) => release,
  conclude: (evidence): Pick<Certificate, Conclusion> => {
    const seen = seenIn(evidence);
    const { score, recommendation } = seen.health;
    return {
      checks: [...stepChecks(evidence), ...healthChecks(evidence, seen)],
      ...{ score, recommendation, verdict: mayGoOn(evidence, seen.figures) ? 'go_on' : 'stay' },
    };
  },
  told: toldOf,
});
