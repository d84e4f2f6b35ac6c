import type { PromotionEvent } from '@assay/contracts';
import {
  newEvent,
  parseStreamId,
  PromotionCompleted,
  PromotionRefused,
  PromotionRequested,
  PromotionRollbackRequested,
  PromotionRolledBack,
} from '@assay/contracts';
import type { Decider, Decision } from '@assay/event-store';
import type {
  AcceptRefusal,
  OwnersAnswer,
  PromotionCommand,
  RequestPromotion,
  RequestRollback,
} from './promotion-command.js';
import { evolve } from './promotion-evolve.fold.js';
import type { PromotionRefusal } from './promotion-refusal.js';
import type { PromotionState } from './promotion-state.js';
import { NO_PROMOTION } from './promotion-state.js';

type Outcome = Decision<PromotionEvent, PromotionRefusal>;
type Active = Exclude<PromotionState, { readonly status: 'none' }>;

const accept = (event: PromotionEvent): Outcome => ({ outcome: 'accepted', events: [event] });
const refuse = (refusal: PromotionRefusal): Outcome => ({ outcome: 'refused', refusal });

/** A promotion’s events name the experiment, whose key ends the stream’s id. */
const experimentOf = (subject: string): string => parseStreamId(subject).key;

/** What stands against a request, or the variant that is to be promoted. */
function promotable(
  { certificate, variant, acknowledgeKnownBad }: RequestPromotion,
  state: PromotionState,
): string | PromotionRefusal {
  if (state.status !== 'none')
    return { code: 'PROMOTION_ACTIVE', promotionId: state.promotionId, status: state.status };
  const { winner, isEligible, checks } = certificate;
  if (!isEligible || winner === null)
    return { code: 'NOT_ELIGIBLE', failed: checks.filter(({ passed }) => !passed) };
  if (variant !== undefined && variant !== winner) return { code: 'VARIANT_NOT_WINNER', variant, winner };
  const isKnownBad = state.knownBad.includes(winner);
  return isKnownBad && !acknowledgeKnownBad ? { code: 'KNOWN_BAD', variant: winner } : winner;
}

function requestPromotion(command: RequestPromotion, state: PromotionState): Outcome {
  const variant = promotable(command, state);
  if (typeof variant !== 'string') return refuse(variant);
  const { metadata, promotionId, promotionType, certificate, onBehalfOf, notes } = command;
  return accept(
    newEvent(PromotionRequested, metadata, {
      promotionId,
      experiment: certificate.experiment,
      experimentVersion: certificate.experimentVersion,
      variant,
      promotionType,
      ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
      ...(notes === undefined ? {} : { metadata: notes }),
      certificate,
    }),
  );
}

function requestRollback(command: RequestRollback, state: PromotionState): Outcome {
  if (state.status === 'none') return refuse({ code: 'NO_ACTIVE_PROMOTION' });
  const { promotionId, status } = state;
  if (status !== 'completed') return refuse({ code: 'PROMOTION_PENDING', promotionId, status });
  const { metadata, reason, onBehalfOf, metricsAtRollback } = command;
  return accept(
    newEvent(PromotionRollbackRequested, metadata, {
      promotionId,
      experiment: experimentOf(metadata.subject),
      reason,
      ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
      metricsAtRollback: [...metricsAtRollback],
    }),
  );
}

function refusalOf({ metadata, code, reason }: AcceptRefusal, { promotionId }: Active): PromotionEvent {
  const experiment = experimentOf(metadata.subject);
  return newEvent(PromotionRefused, metadata, { promotionId, experiment, code, reason });
}

/** What an answer of the owner means to the promotion that asked; undefined when it did not ask that. */
function answered(command: OwnersAnswer, state: Active): PromotionEvent | undefined {
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
