import type { EventMetadata, RolloutStepCertificate } from '@assay/contracts';
import { newEvent, RolloutAdvanced, RolloutCompleted, RolloutStarted } from '@assay/contracts';
import { certifyStep } from '../certificate/step-certificate.js';
import type { UnmetCondition } from './advance-conditions.fold.js';
import { unmetConditions, unmetNeeds } from './advance-conditions.fold.js';
import { describeCondition } from './describe-condition.js';
import { staleness } from './judged-activation.js';
import type { AdvanceRollout, CompleteRollout, ResumeRollout, StartRollout } from './rollout-command.js';
import type { Outcome } from './rollout-outcome.js';
import { accept, inStatus, refuse } from './rollout-outcome.js';
import type { InProgress, Paused, RolloutState } from './rollout-state.js';
import { tierAfter } from './tiers.js';
import { refOf, versionNumbered } from './versions/rollout-version.js';

/** Begins the first tier, with the newest version or the one that is named. */
export function start({ metadata, activation, version, needs }: StartRollout, state: RolloutState): Outcome {
  const found = inStatus(state, 'planned', 'rolled_back', 'completed');
  if ('refusal' in found) return refuse(found.refusal);
  const { design, versions, live } = found.rollout;
  const wanted = version === undefined ? versions.at(-1) : versionNumbered(versions, version);
  const [tier] = design.tiers;
  if (wanted === undefined || tier === undefined)
    return refuse({
      code: 'VERSION_NOT_KEPT',
      version: version ?? 0,
      kept: versions.map(({ number }) => number),
    });
  if (wanted.number === live?.version.number)
    return refuse({ code: 'VERSION_SERVED', version: wanted.number });
  const unmet = unmetNeeds(needs, tier.percentage);
  if (unmet.length > 0) return refuse({ code: 'CONDITIONS_UNMET', unmet });
  const { key, percentage } = tier;
  const data = { activation, tier: key, percentage, version: refOf(wanted) };
  return accept(newEvent(RolloutStarted, metadata, data));
}

interface Step {
  readonly metadata: EventMetadata;
  readonly activation: string;
  readonly certificate: RolloutStepCertificate;
  readonly override?: { readonly reason: string } | undefined;
  readonly scheduledStep?: number;
}

/** The event of the next tier, of completion, or the refusal of either, as the certificate has it. */
export function takeNext({ design, tier: current }: InProgress | Paused, step: Step): Outcome {
  const { metadata, activation, certificate, override, scheduledStep } = step;
  const unmet = unmetConditions(certificate);
  const tier = tierAfter(design.tiers, current);
  if (certificate.verdict === 'stay') return refuse({ code: 'CONDITIONS_UNMET', unmet });
  if (certificate.verdict === 'complete' || tier === undefined)
    return accept(newEvent(RolloutCompleted, metadata, { activation, certificate }));
  const data = {
    ...{ activation, tier: tier.key, percentage: tier.percentage },
    ...(override === undefined ? {} : { override: { ...override, unmet: unmet.map(describeCondition) } }),
    ...(scheduledStep === undefined ? {} : { scheduledStep }),
    certificate,
  };
  return accept(newEvent(RolloutAdvanced, metadata, data));
}

export function advance(command: AdvanceRollout, state: RolloutState): Outcome {
  const found = inStatus(state, 'in_progress', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const { metadata, activation, judged, override } = command;
  const stale = staleness(judged, found.rollout);
  if (stale !== undefined) return refuse(stale);
  const wanted = { asked: 'next_tier', isOverridden: override !== undefined } as const;
  const certificate = certifyStep(found.rollout, { ...command, now: metadata.time }, wanted);
  return takeNext(found.rollout, { metadata, activation, certificate, override });
}

export function complete(command: CompleteRollout, state: RolloutState): Outcome {
  const found = inStatus(state, 'in_progress', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const { metadata, activation, judged } = command;
  const stale = staleness(judged, found.rollout);
  if (stale !== undefined) return refuse(stale);
  const wanted = { asked: 'completion', isOverridden: false } as const;
  const certificate = certifyStep(found.rollout, { ...command, now: metadata.time }, wanted);
  return takeNext(found.rollout, { metadata, activation, certificate });
}

/** What a paused rollout needs must be there again before it goes on. */
export function unmetToResume({ needs }: ResumeRollout, { percentage }: Paused): readonly UnmetCondition[] {
  return unmetNeeds(needs, percentage);
}
