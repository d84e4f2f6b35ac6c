import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Controller, Get, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { DeliveryView } from '../delivery/delivery.js';
import { DeliveriesService } from '../delivery/deliveries.service.js';
import type { Message } from '../message/message.js';
import { MessageFeed } from '../message/message-feed.js';
import type { Paged } from '../../paging/paged.js';
import { paged } from '../../paging/paged.js';
import { PagedQuery } from '../../paging/paged-query.js';
import { DeliveriesQuery } from './delivery.dto.js';

type Cursor = Pick<Paged<unknown>, 'nextCursor'>;

/** What people were told, and what of it arrived where. */
@ApiTags('notifications')
@Controller('api/v1/notifications')
@UseInterceptors(AvailabilityInterceptor)
export class NotificationsController {
  constructor(
    private readonly feed: MessageFeed,
    private readonly deliveries: DeliveriesService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What people were told.' })
  @Roles('viewer')
  async messages(
    @CurrentPrincipal() { project }: Principal,
    @Query() { cursor, limit = 50 }: PagedQuery,
  ): Promise<Cursor & { readonly notifications: readonly Message[] }> {
    const { items, nextCursor } = paged(
      await this.feed.page(project, cursor, limit + 1),
      limit,
      ({ id }) => id,
    );
    return { notifications: items, nextCursor };
  }

  @Get('deliveries')
  @ApiOperation({ summary: 'Deliveries of messages, and what came of them.' })
  @Roles('viewer')
  async list(
    @CurrentPrincipal() { project }: Principal,
    @Query() { cursor: after, limit = 50, ...filter }: DeliveriesQuery,
  ): Promise<Cursor & { readonly deliveries: readonly DeliveryView[] }> {
    const found = await this.deliveries.page(project, { ...filter, after, limit: limit + 1 });
    const { items, nextCursor } = paged(found, limit, ({ id }) => id);
    return { deliveries: items, nextCursor };
  }

  @Get('deliveries/:id')
  @ApiOperation({ summary: 'One delivery of a message.' })
  @Roles('viewer')
  show(@CurrentPrincipal() { project }: Principal, @Param('id') id: string): Promise<DeliveryView> {
    return this.deliveries.show(project, id);
  }

  @Post('deliveries/:id/retry')
  @ApiOperation({ summary: 'Tries a delivery again that was given up.' })
  @HttpCode(200)
  @Roles('editor')
  retry(@CurrentPrincipal() { project }: Principal, @Param('id') id: string): Promise<DeliveryView> {
    return this.deliveries.retry(project, id);
  }

  @Post('deliveries/:id/discard')
  @ApiOperation({ summary: 'Gives a delivery up.' })
  @HttpCode(200)
  @Roles('editor')
  discard(@CurrentPrincipal() { project }: Principal, @Param('id') id: string): Promise<DeliveryView> {
    return this.deliveries.discard(project, id);
  }
}
