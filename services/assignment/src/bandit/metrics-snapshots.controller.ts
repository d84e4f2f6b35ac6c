import type { MetricsSnapshot } from '@assay/contracts';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { BanditWeightsService } from './bandit-weights.service.js';

/** What analytics has counted comes through the log. A group of its own: promotions never wait for a bandit. */
@Controller()
export class MetricsSnapshotsController {
  constructor(private readonly weights: BanditWeightsService) {}

  @EventPattern('MetricsSnapshot', { group: 'assignment-bandits' })
  taken(@Payload() snapshot: MetricsSnapshot): Promise<void> {
    return this.weights.follow(snapshot);
  }
}
