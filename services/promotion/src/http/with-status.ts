import { HttpStatus } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { PromotionRecord } from '../promoting/promotion-record.js';
import { isPending } from '../promoting/promotions.service.js';

/** The promotion, answered with 202 while the owner of the experiment has not said anything. */
export function withStatus(promotion: PromotionRecord, reply: FastifyReply): PromotionRecord {
  reply.status(isPending(promotion) ? HttpStatus.ACCEPTED : HttpStatus.OK);
  return promotion;
}
