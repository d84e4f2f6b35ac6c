import type { PromotionRequested, PromotionRollbackRequested } from '@assay/contracts';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { PromotionRequestsService } from './promotion-requests.service.js';

const group = 'assignment';

/** What promotions ask of experiments comes through the log, and is answered there. */
@Controller()
export class PromotionRequestsController {
  constructor(private readonly requests: PromotionRequestsService) {}

  @EventPattern('PromotionRequested', { group })
  promotionRequested(@Payload() request: PromotionRequested): Promise<void> {
    return this.requests.conclude(request);
  }

  @EventPattern('PromotionRollbackRequested', { group })
  rollbackRequested(@Payload() request: PromotionRollbackRequested): Promise<void> {
    return this.requests.reopen(request);
  }
}
