import type { DataOf, EventMetadata, ReleaseEvent } from '@assay/contracts';
import {
  newEvent,
  ReleaseFeatureDisabled,
  ReleaseFeatureEnabled,
  ReleaseRollbackWithheld,
  ReleaseRolledBack,
} from '@assay/contracts';
import { featureRules } from '../release-certificate/feature-certificate.js';
import { healthBreach, healthRules } from '../release-certificate/health-certificate.js';
import { accept, inStatus, refuse, type Outcome } from './release-decision.js';
import type { RollBackOnEvidence, RollBackRelease, SwitchFeature } from './release-command.js';
import type { LiveRelease, ReleaseState } from './release-state.js';
import { isLive } from './release-state.js';

type Facts = Omit<DataOf<typeof ReleaseRollbackWithheld>, 'activation'>;

/** What happens by itself: the rollback, or the word that it would have happened. */
function automatic(
  release: LiveRelease,
  facts: Facts,
  { metadata, activation }: { readonly metadata: EventMetadata; readonly activation: string },
): ReleaseEvent {
  return release.autoRollback
    ? newEvent(ReleaseRolledBack, metadata, { activation, automatic: true, ...facts })
    : newEvent(ReleaseRollbackWithheld, metadata, { activation: release.activation, ...facts });
}

/** What decisions about it have in common. */
const about = ({ design, activation, autoRollback }: LiveRelease, { time }: EventMetadata) => ({
  ...{ release: design.key, activation, autoRollback, decidedAt: time },
});

export function rollBack(command: RollBackRelease, state: ReleaseState): Outcome {
  const found = inStatus(state, 'in_progress', 'paused', 'completed');
  if ('refusal' in found) return refuse(found.refusal);
  const { metadata, activation, reason } = command;
  const certificate = requestedCertificate(command, found.release);
  return accept(
    newEvent(ReleaseRolledBack, metadata, {
      ...{ activation, automatic: false, trigger: 'manual', reason, evidence: null },
      ...(certificate === undefined ? {} : { certificate }),
    }),
  );
}

/** What its outcomes say when somebody takes the traffic of a version away; undefined where that is not known. */
function requestedCertificate({ metadata, seen }: RollBackRelease, release: ReleaseState) {
  if (!isLive(release) || seen?.judged !== release.activation) return undefined;
  return healthRules.certify({
    ...about(release, metadata),
    environment: release.environment,
    ...seen.observed,
    requested: true,
  });
}

/** Evidence about an activation that is over must not touch what came after it. */
export function rollBackOnEvidence(command: RollBackOnEvidence, state: ReleaseState): Outcome {
  const found = inStatus(state, 'in_progress', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const { release } = found;
  const { activation: current } = release;
  const { judged, observed, metadata } = command;
  if (judged !== current) return refuse({ code: 'STALE_ACTIVATION', activation: judged, current });
  if (!release.autoRollback && release.withheld !== null)
    return refuse({ code: 'ALREADY_WITHHELD', activation: current });
  const certificate = healthRules.certify({
    ...about(release, metadata),
    environment: release.environment,
    ...observed,
  });
  const breach = healthBreach(certificate);
  if (breach === undefined) return refuse({ code: 'NOTHING_BREACHED' });
  return accept(automatic(release, { ...breach, certificate }, command));
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
    certificate: featureRules.certify({ ...about(found.release, metadata), feature, enabled }),
  } as const;
  const following = { ...metadata, id: rollback.id, causationid: metadata.id };
  return accept(
    disabled,
    automatic(found.release, facts, { metadata: following, activation: rollback.activation }),
  );
}
