import type { EventMetadata, ReleaseEvent } from '@assay/contracts';
import {
  newEvent,
  ReleaseFeatureDisabled,
  ReleaseFeatureEnabled,
  ReleaseRollbackWithheld,
  ReleaseRolledBack,
} from '@assay/contracts';
import { accept, inStatus, refuse, type Outcome } from './release-decision.js';
import type { RollBackOnEvidence, RollBackRelease, SwitchFeature } from './release-command.js';
import type { LiveRelease, ReleaseState, RollbackFacts } from './release-state.js';
import { isLive } from './release-state.js';

/** What happens by itself: the rollback, or the word that it would have happened. */
function automatic(
  release: LiveRelease,
  facts: RollbackFacts,
  { metadata, activation }: { readonly metadata: EventMetadata; readonly activation: string },
): ReleaseEvent {
  return release.autoRollback
    ? newEvent(ReleaseRolledBack, metadata, { activation, automatic: true, ...facts })
    : newEvent(ReleaseRollbackWithheld, metadata, { activation: release.activation, ...facts });
}

export function rollBack({ metadata, activation, reason }: RollBackRelease, state: ReleaseState): Outcome {
  const found = inStatus(state, 'in_progress', 'paused', 'completed');
  if ('refusal' in found) return refuse(found.refusal);
  const data = { activation, automatic: false, trigger: 'manual', reason, evidence: null } as const;
  return accept(newEvent(ReleaseRolledBack, metadata, data));
}

/** Evidence about an activation that is over must not touch what came after it. */
export function rollBackOnEvidence(command: RollBackOnEvidence, state: ReleaseState): Outcome {
  const found = inStatus(state, 'in_progress', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const { release } = found;
  const { activation: current } = release;
  const { judged, trigger, reason, evidence } = command;
  if (judged !== current) return refuse({ code: 'STALE_ACTIVATION', activation: judged, current });
  if (!release.autoRollback && release.withheld !== null)
    return refuse({ code: 'ALREADY_WITHHELD', activation: current });
  return accept(automatic(release, { trigger, reason, evidence }, command));
}

/** A feature that is switched off while the version has traffic rolls the release back. */
export function switchFeature(command: SwitchFeature, state: ReleaseState): Outcome {
  const found = inStatus(state, 'planned', 'in_progress', 'paused', 'completed');
  if ('refusal' in found) return refuse(found.refusal);
  const { feature, enabled, reason, metadata, rollback } = command;
  if ((found.release.features[feature] ?? false) === enabled)
    return refuse({ code: 'FEATURE_UNCHANGED', feature, enabled });
  if (enabled) return accept(newEvent(ReleaseFeatureEnabled, metadata, { feature, reason }));
  const disabled = newEvent(ReleaseFeatureDisabled, metadata, { feature, reason });
  if (!isLive(found.release)) return accept(disabled);
  const facts = {
    trigger: 'feature_disabled',
    reason: `feature ${feature} was disabled: ${reason}`.slice(0, 500),
    evidence: null,
  } as const;
  const following = { ...metadata, id: rollback.id, causationid: metadata.id };
  return accept(
    disabled,
    automatic(found.release, facts, { metadata: following, activation: rollback.activation }),
  );
}
