import type {
  Certificate,
  DataOf,
  EventMetadata,
  PromotionRequested,
  PromotionSettings,
  PromotionWatch,
  RollbackCertificate,
} from '@assay/contracts';

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
  /** The approval that it rests on, where one was needed. */
  readonly approval?: string | undefined;
  readonly watch: PromotionWatch;
  /** SHA-256 of the request, where it may come again. */
  readonly request?: string | undefined;
}

/** Looks at a fixed horizon, once, before others are asked to approve what it says. */
export interface TakeLook extends Omit<Command<'TakeLook'>, 'promotionId'> {
  readonly certificate: Certificate;
}

export interface ChangeSettings extends Omit<Command<'ChangeSettings'>, 'promotionId'> {
  readonly settings: PromotionSettings;
  readonly reason: string;
}

/** Of this promotion and no later one. */
export interface RequestRollback extends Command<'RequestRollback'> {
  readonly reason: string;
  readonly onBehalfOf?: string | undefined;
  /** The approval that it rests on, where one was needed. */
  readonly approval?: string | undefined;
  readonly certificate: RollbackCertificate;
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
export type PromotionCommand = RequestPromotion | TakeLook | ChangeSettings | RequestRollback | OwnersAnswer;
