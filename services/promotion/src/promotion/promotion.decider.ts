import type { PromotionEvent } from '@assay/contracts';
import {
  canonicalJson,
  newEvent,
  parseStreamId,
  PromotionCompleted,
  PromotionRefused,
  PromotionRollbackRequested,
  PromotionRolledBack,
  PromotionSettingsChanged,
} from '@assay/contracts';
import type { Decider } from '@assay/event-store';
import type {
  AcceptRefusal,
  ChangeSettings,
  OwnersAnswer,
  PromotionCommand,
  RequestRollback,
} from './promotion-command.js';
import { evolve } from './promotion-evolve.fold.js';
import type { Outcome } from './promotion-outcome.js';
import { accept, refuse } from './promotion-outcome.js';
import type { PromotionRefusal } from './promotion-refusal.js';
import { requestPromotion, takeLook } from './promotion-request.decider.js';
import type { ActivePromotion, PromotionState } from './promotion-state.js';
import { NO_PROMOTION } from './promotion-state.js';

/** A promotion’s events name the experiment, whose key ends the stream’s id. */
const experimentOf = (subject: string): string => parseStreamId(subject).key;

function changeSettings({ metadata, settings, reason }: ChangeSettings, state: PromotionState): Outcome {
  if (canonicalJson(settings) === canonicalJson(state.settings))
    return refuse({ code: 'SETTINGS_UNCHANGED' });
  const experiment = experimentOf(metadata.subject);
  return accept(newEvent(PromotionSettingsChanged, metadata, { experiment, settings, reason }));
}

function requestRollback(command: RequestRollback, state: PromotionState): Outcome {
  const { metadata, promotionId, reason, onBehalfOf, approval, certificate } = command;
  if (state.status === 'none' || state.promotionId !== promotionId)
    return refuse({ code: 'NO_ACTIVE_PROMOTION' });
  const { status } = state;
  if (status !== 'completed') return refuse({ code: 'PROMOTION_PENDING', promotionId, status });
  return accept(
    newEvent(PromotionRollbackRequested, metadata, {
      promotionId,
      experiment: experimentOf(metadata.subject),
      reason,
      ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
      ...(approval === undefined ? {} : { approval }),
      metricsAtRollback: certificate.metrics,
      certificate,
    }),
  );
}

function refusalOf(
  { metadata, code, reason }: AcceptRefusal,
  { promotionId }: ActivePromotion,
): PromotionEvent {
  const experiment = experimentOf(metadata.subject);
  return newEvent(PromotionRefused, metadata, { promotionId, experiment, code, reason });
}

/** What an answer of the owner means to the promotion that asked; undefined when it did not ask that. */
function answered(command: OwnersAnswer, state: ActivePromotion): PromotionEvent | undefined {
  const { status, promotionId, variant } = state;
  const result = { promotionId, experiment: experimentOf(command.metadata.subject), variant };
  switch (command.type) {
    case 'ConfirmPromotion':
      return status === 'requested' ? newEvent(PromotionCompleted, command.metadata, result) : undefined;
    case 'ConfirmRollback':
      return status === 'rollback_requested'
        ? newEvent(PromotionRolledBack, command.metadata, result)
        : undefined;
    case 'AcceptRefusal':
      return status === 'completed' ? undefined : refusalOf(command, state);
  }
}

function takeAnswer(command: OwnersAnswer, state: PromotionState): Outcome {
  const { promotionId } = command;
  const isOurs = state.status !== 'none' && state.promotionId === promotionId;
  const event = isOurs ? answered(command, state) : undefined;
  return event === undefined
    ? refuse({ code: 'ANSWER_NOT_EXPECTED', promotionId, status: state.status })
    : accept(event);
}

function decide(command: PromotionCommand, state: PromotionState): Outcome {
  switch (command.type) {
    case 'RequestPromotion':
      return requestPromotion(command, state);
    case 'TakeLook':
      return takeLook(command, state);
    case 'ChangeSettings':
      return changeSettings(command, state);
    case 'RequestRollback':
      return requestRollback(command, state);
    case 'ConfirmPromotion':
    case 'ConfirmRollback':
    case 'AcceptRefusal':
      return takeAnswer(command, state);
  }
}

/** The promotions of one experiment, one at a time: requested → completed or refused → rolled back. */
export const promotionDecider: Decider<PromotionState, PromotionCommand, PromotionEvent, PromotionRefusal> = {
  initial: NO_PROMOTION,
  evolve,
  decide,
};
