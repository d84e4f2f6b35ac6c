import type { Certificate, EventMetadata, PromotionEvent } from '@assay/contracts';
import { derivedId, FixedHorizonLookTaken, newEvent, PromotionRequested } from '@assay/contracts';
import { isLookDue, withoutLook } from '../eligibility/horizon.js';
import type { RequestPromotion, TakeLook } from './promotion-command.js';
import type { Outcome } from './promotion-outcome.js';
import { accept, refuse } from './promotion-outcome.js';
import type { PromotionRefusal } from './promotion-refusal.js';
import type { PromotionState } from './promotion-state.js';
import { lookOf } from './promotion-state.js';

const failedChecks = ({ checks }: Certificate) => checks.filter(({ passed }) => !passed);

const isFixed = ({ thresholds }: Certificate): boolean => thresholds.decisionMethod === 'fixed-horizon';

/** Says no; before the time of a look has come nothing is told of the results, because telling would be a look. */
function notEligible(certificate: Certificate): PromotionRefusal {
  const failed = failedChecks(certificate);
  const isEarly = isFixed(certificate) && !isLookDue(certificate.checks);
  return { code: 'NOT_ELIGIBLE', failed: isEarly ? withoutLook(failed) : failed };
}

/** What stands against deciding on a certificate: of a fixed horizon there is one, whatever it says. */
function usedLook(certificate: Certificate, state: PromotionState): PromotionRefusal | undefined {
  const look = lookOf(state, certificate.run);
  if (look === null || !isFixed(certificate)) return undefined;
  const { decidedAt, isEligible, hash } = look.certificate;
  if (isEligible && hash === certificate.hash) return undefined;
  return { code: 'LOOK_USED', decidedAt, isEligible, failed: failedChecks(look.certificate) };
}

/** The event of the one look, where this is it. */
function lookTaken(
  metadata: EventMetadata,
  certificate: Certificate,
  state: PromotionState,
): readonly PromotionEvent[] {
  if (!isFixed(certificate) || lookOf(state, certificate.run) !== null) return [];
  const { experiment, run } = certificate;
  const own = { ...metadata, id: derivedId(metadata.id, 'look') };
  return [newEvent(FixedHorizonLookTaken, own, { experiment, run, certificate })];
}

/** What is wrong with the variant that is asked for: it is none of the run’s, or another one is better. */
export function wrongVariant(
  { winner, weights }: Certificate,
  variant: string | undefined,
): PromotionRefusal | undefined {
  if (variant === undefined) return undefined;
  const known = [...new Set(weights.map((weight) => weight.variant))];
  if (!known.includes(variant)) return { code: 'VARIANT_UNKNOWN', variant, known };
  return winner === null || winner === variant ? undefined : { code: 'VARIANT_NOT_WINNER', variant, winner };
}

/** What stands against a request, or the variant that is to be promoted. */
function promotable(
  { certificate, variant, acknowledgeKnownBad }: RequestPromotion,
  state: PromotionState,
): string | PromotionRefusal {
  const { winner, isEligible } = certificate;
  const wrong = wrongVariant(certificate, variant);
  if (wrong?.code === 'VARIANT_UNKNOWN') return wrong;
  if (!isEligible || winner === null) return notEligible(certificate);
  if (wrong !== undefined) return wrong;
  const isKnownBad = state.knownBad.includes(winner);
  return isKnownBad && !acknowledgeKnownBad ? { code: 'KNOWN_BAD', variant: winner } : winner;
}

function requested(command: RequestPromotion, variant: string): PromotionEvent {
  const { metadata, promotionId, promotionType, certificate, onBehalfOf, notes, approval } = command;
  const { watch, request } = command;
  const { experiment, experimentVersion } = certificate;
  return newEvent(PromotionRequested, metadata, {
    ...{ promotionId, experiment, experimentVersion, variant, promotionType },
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
    ...(notes === undefined ? {} : { metadata: notes }),
    ...(approval === undefined ? {} : { approval }),
    watch,
    ...(request === undefined ? {} : { request }),
    certificate,
  });
}

/** Asks for a promotion. A look that says no is an event too, so that nobody looks again. */
export function requestPromotion(command: RequestPromotion, state: PromotionState): Outcome {
  const { certificate, metadata } = command;
  if (state.status !== 'none')
    return refuse({ code: 'PROMOTION_ACTIVE', promotionId: state.promotionId, status: state.status });
  const used = usedLook(certificate, state);
  if (used !== undefined) return refuse(used);
  const variant = promotable(command, state);
  if (typeof variant === 'string')
    return accept(...lookTaken(metadata, certificate, state), requested(command, variant));
  const looks = isLookDue(certificate.checks) ? lookTaken(metadata, certificate, state) : [];
  return looks.length > 0 ? accept(...looks) : refuse(variant);
}

/** Takes the one look, if its time has come and nobody has. */
export function takeLook({ certificate, metadata }: TakeLook, state: PromotionState): Outcome {
  const used = usedLook(certificate, state);
  if (used !== undefined) return refuse(used);
  if (!isFixed(certificate) || !isLookDue(certificate.checks)) return refuse(notEligible(certificate));
  return accept(...lookTaken(metadata, certificate, state));
}
