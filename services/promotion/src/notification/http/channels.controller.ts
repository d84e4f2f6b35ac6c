import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { ChannelTarget, ChannelView } from '../channel/channel.js';
import type { TrialResult } from '../channel/channels.service.js';
import { ChannelsService } from '../channel/channels.service.js';
import type { MessageLevel } from '../message/message.js';
import { ChannelDto } from './channel.dto.js';

const ALL: readonly MessageLevel[] = ['info', 'warning', 'critical'];
/** Nobody is to be woken for what is no trouble. */
const PAGED: readonly MessageLevel[] = ['warning', 'critical'];

/** Validation has seen that each kind has its own fields. */
function targetOf({ kind, url = '', secret = '', routingKey = '', to = [] }: ChannelDto): ChannelTarget {
  switch (kind) {
    case 'slack':
      return { kind, url };
    case 'webhook':
      return { kind, url, secret };
    case 'pagerduty':
      return { kind, routingKey };
    case 'email':
      return { kind, to };
  }
}

/** Where people are told: Slack, PagerDuty, e-mail, webhooks. */
@ApiTags('notifications')
@Controller('api/v1/notifications/channels')
@UseInterceptors(AvailabilityInterceptor)
export class ChannelsController {
  constructor(private readonly channels: ChannelsService) {}

  @Get()
  @ApiOperation({ summary: 'Channels over which people are told.' })
  @Roles('viewer')
  async list(
    @CurrentPrincipal() { project }: Principal,
  ): Promise<{ readonly channels: readonly ChannelView[] }> {
    return { channels: await this.channels.list(project) };
  }

  @Get(':key')
  @ApiOperation({ summary: 'One channel.' })
  @Roles('viewer')
  show(@CurrentPrincipal() { project }: Principal, @Param('key') key: string): Promise<ChannelView> {
    return this.channels.show({ project, key });
  }

  @Put(':key')
  @ApiOperation({ summary: 'Sets up a channel: Slack, PagerDuty, e-mail or a webhook.' })
  @Roles('admin')
  set(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() body: ChannelDto,
  ): Promise<ChannelView> {
    const { enabled = true, kinds = [], levels = body.kind === 'pagerduty' ? PAGED : ALL } = body;
    const change = { enabled, kinds, levels, target: targetOf(body) };
    return this.channels.set({ project, key }, actor, change);
  }

  @Delete(':key')
  @ApiOperation({ summary: 'Removes a channel.' })
  @HttpCode(204)
  @Roles('admin')
  remove(@CurrentPrincipal() { project, actor }: Principal, @Param('key') key: string): Promise<void> {
    return this.channels.remove({ project, key }, actor);
  }

  @Post(':key/test')
  @ApiOperation({ summary: 'Sends a message to try a channel.' })
  @HttpCode(200)
  @Roles('admin')
  trial(@CurrentPrincipal() { project, actor }: Principal, @Param('key') key: string): Promise<TrialResult> {
    return this.channels.trial({ project, key }, actor);
  }
}
