import { newEvent, RolloutPaused } from '@assay/contracts';
import { needsCause, needsRules } from '../../certificate/needs-certificate.js';
import { rolledBackToPrevious } from '../rollback.decider.js';
import type { FollowNeeds } from '../rollout-command.js';
import type { Outcome } from '../rollout-outcome.js';
import { accept, inStatus, refuse } from '../rollout-outcome.js';
import type { RolloutState } from '../rollout-state.js';

/** Pauses or rolls back a rollout that is above what it needs. */
export function follow({ metadata, activation, needs }: FollowNeeds, state: RolloutState): Outcome {
  const found = inStatus(state, 'in_progress', 'paused', 'completed');
  if ('refusal' in found) return refuse(found.refusal);
  const { rollout } = found;
  const { design, status, percentage } = rollout;
  const certificate = needsRules.certify({
    ...{ rollout: design.key, decidedAt: metadata.time, status, percentage },
    needs: [...needs],
  });
  const cause = needsCause(certificate);
  if (cause === undefined) return refuse({ code: 'NEEDS_MET' });
  if (certificate.verdict === 'stay')
    return refuse({ code: 'WRONG_STATUS', status, allowed: ['in_progress'] });
  if (certificate.verdict === 'pause')
    return accept(newEvent(RolloutPaused, metadata, { ...cause, certificate }));
  const because = { automatic: true, evidence: null, ...cause, certificate };
  return accept(rolledBackToPrevious(rollout, { metadata, activation, because }));
}
