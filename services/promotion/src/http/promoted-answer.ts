import type { KnownApproval } from '@assay/approvals';
import { HttpStatus } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { isPending } from '../promotion-handling/owners-answer.js';
import type { PromotionRecord } from '../promotion-handling/promotion-record.js';
import type { Promoted } from '../promotion-handling/promotions.service.js';

/** A promotion that waits for others to agree. */
export interface WaitingPromotion {
  readonly status: 'waiting_for_approval';
  readonly approval: KnownApproval;
}

export type PromotedAnswer = PromotionRecord | WaitingPromotion;

export const isWaiting = (answer: PromotedAnswer): answer is WaitingPromotion =>
  answer.status === 'waiting_for_approval';

/** The promotion, answered with 202 while the owner of the experiment has not said anything. */
export function withStatus(promotion: PromotionRecord, reply: FastifyReply): PromotionRecord {
  reply.status(isPending(promotion) ? HttpStatus.ACCEPTED : HttpStatus.OK);
  return promotion;
}

/** What came of a request; 202 also while others have to agree. */
export function promotedAnswer(promoted: Promoted, reply: FastifyReply): PromotedAnswer {
  if (promoted.status === 'asked') return withStatus(promoted.promotion, reply);
  reply.status(HttpStatus.ACCEPTED);
  return { status: 'waiting_for_approval', approval: promoted.approval };
}
