import type { Told } from '@assay/contracts';
import { defineCertificate, RolloutStepCertificate } from '@assay/contracts';
import { conditionsOf, judgeStep, unmetConditions } from '../rollout/advance-conditions.fold.js';
import { describeCondition } from '../rollout/describe-condition.js';
import type { InProgress, Paused } from '../rollout/rollout-state.js';
import type { Sight, WantedStep } from '../rollout/step-evidence.js';
import { stepEvidence } from '../rollout/step-evidence.js';
import { tierAfter } from '../rollout/tiers.js';

function toldOf(certificate: RolloutStepCertificate): Told {
  const { tiers, tier } = certificate;
  switch (certificate.verdict) {
    case 'advance': {
      const next = tierAfter(tiers, tier);
      return { type: 'RolloutAdvanced', data: { tier: next?.key, percentage: next?.percentage } };
    }
    case 'complete':
      return { type: 'RolloutCompleted', data: {} };
    case 'stay':
      return {
        type: 'RolloutStepRefused',
        data: { unmet: unmetConditions(certificate).map(describeCondition) },
      };
  }
}

/** Whether a rollout may go on to its next tier, or be completed. */
export const stepRules = defineCertificate({
  engineVersion: 'rollout-step/1',
  schema: RolloutStepCertificate,
  conclusions: ['checks', 'verdict'],
  about: ({ rollout }) => rollout,
  conclude: (evidence) => ({
    checks: conditionsOf(evidence).map(({ name, met, value, required }) => ({
      ...{ name, passed: met, value, threshold: required },
    })),
    verdict: judgeStep(evidence),
  }),
  told: toldOf,
});

/** What a step rests on, and what becomes of it. */
export const certifyStep = (
  rollout: InProgress | Paused,
  sight: Sight,
  wanted?: WantedStep,
): RolloutStepCertificate => stepRules.certify(stepEvidence(rollout, sight, wanted));
