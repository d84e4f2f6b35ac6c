import { Omittable } from '@assay/platform';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, Matches } from 'class-validator';
import { PagedQuery } from '../../paging/paged-query.js';
import { CHANNEL_KEY } from '../channel/channel.js';
import type { DeliveryStatus } from '../delivery/delivery.js';
import { DELIVERY_STATUSES } from '../delivery/delivery.js';

export class DeliveriesQuery extends PagedQuery {
  @ApiPropertyOptional({ enum: DELIVERY_STATUSES, description: 'dead: the list of dead letters.' })
  @Omittable()
  @IsIn(DELIVERY_STATUSES)
  status?: DeliveryStatus;

  @ApiPropertyOptional()
  @Omittable()
  @Matches(CHANNEL_KEY, { message: 'must be the key of a channel' })
  channel?: string;
}
