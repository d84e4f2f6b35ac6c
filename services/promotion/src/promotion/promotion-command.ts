import type { Certificate, DataOf, EventMetadata, PromotionRequested, VariantSums } from '@assay/contracts';

interface Command<Type extends string> {
  readonly type: Type;
  /** Id, time and actor of the event that follows. */
  readonly metadata: EventMetadata;
  readonly promotionId: string;
}

type RequestData = DataOf<typeof PromotionRequested>;

export interface RequestPromotion extends Command<'RequestPromotion'> {
  readonly certificate: Certificate;
  /** The variant that is asked for; without it, the winner. */
  readonly variant?: string | undefined;
  readonly promotionType: RequestData['promotionType'];
  readonly onBehalfOf?: string | undefined;
  readonly notes?: RequestData['metadata'] | undefined;
  /** Promotes although the variant was rolled back before. */
  readonly acknowledgeKnownBad: boolean;
}

export interface RequestRollback extends Omit<Command<'RequestRollback'>, 'promotionId'> {
  readonly reason: string;
  readonly onBehalfOf?: string | undefined;
  readonly metricsAtRollback: readonly VariantSums[];
}

/** The owner of the experiment concluded it with the winner. */
export type ConfirmPromotion = Command<'ConfirmPromotion'>;

/** The owner of the experiment serves control to all. */
export type ConfirmRollback = Command<'ConfirmRollback'>;

/** The owner of the experiment did not do what was asked for. */
export interface AcceptRefusal extends Command<'AcceptRefusal'> {
  readonly code: string;
  readonly reason: string;
}

export type OwnersAnswer = ConfirmPromotion | ConfirmRollback | AcceptRefusal;
export type PromotionCommand = RequestPromotion | RequestRollback | OwnersAnswer;
