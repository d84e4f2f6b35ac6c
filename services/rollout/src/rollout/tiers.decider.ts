import type { EventMetadata } from '@assay/contracts';
import { newEvent, RolloutAdvanced, RolloutCompleted, RolloutStarted } from '@assay/contracts';
import type { UnmetCondition } from './advance-conditions.fold.js';
import {
  describeCondition,
  unmetConditions,
  unmetNeeds,
  unmetToComplete,
} from './advance-conditions.fold.js';
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
  readonly unmet: readonly UnmetCondition[];
  readonly override?: { readonly reason: string } | undefined;
  readonly scheduledStep?: number;
}

/** The event of the next tier; of completion after the last one. */
export function nextTier(rollout: InProgress | Paused, step: Step): Outcome {
  const { metadata, activation, unmet, override, scheduledStep } = step;
  const tier = tierAfter(rollout.design.tiers, rollout.tier);
  // The last step enables nobody: there is no hurry that an override could serve. Who paused it did so on purpose.
  const isFinal = tier === undefined || rollout.status === 'paused';
  const isBlocked = unmet.some(({ name }) => name.startsWith('needs.'));
  if (unmet.length > 0 && (override === undefined || isFinal || isBlocked))
    return refuse({ code: 'CONDITIONS_UNMET', unmet });
  if (tier === undefined) return accept(newEvent(RolloutCompleted, metadata, { activation }));
  const data = {
    ...{ activation, tier: tier.key, percentage: tier.percentage },
    ...(override === undefined ? {} : { override: { ...override, unmet: unmet.map(describeCondition) } }),
    ...(scheduledStep === undefined ? {} : { scheduledStep }),
  };
  return accept(newEvent(RolloutAdvanced, metadata, data));
}

export function advance(command: AdvanceRollout, state: RolloutState): Outcome {
  const found = inStatus(state, 'in_progress', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const { metadata, activation, judged, health, needs, override } = command;
  const stale = staleness(judged, found.rollout);
  if (stale !== undefined) return refuse(stale);
  const unmet = unmetConditions(found.rollout, { health, needs, now: metadata.time });
  return nextTier(found.rollout, { metadata, activation, unmet, override });
}

export function complete(command: CompleteRollout, state: RolloutState): Outcome {
  const found = inStatus(state, 'in_progress', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const { metadata, activation, health, needs } = command;
  const unmet = unmetToComplete(found.rollout, { health, needs, now: metadata.time });
  if (unmet.length > 0) return refuse({ code: 'CONDITIONS_UNMET', unmet });
  return accept(newEvent(RolloutCompleted, metadata, { activation }));
}

/** What a paused rollout needs must be there again before it goes on. */
export function unmetToResume({ needs }: ResumeRollout, { percentage }: Paused): readonly UnmetCondition[] {
  return unmetNeeds(needs, percentage);
}
