import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Get, Param, Put, UseInterceptors } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { SettingsDto, settingsOf } from './settings.dto.js';
import type { SettingsView } from './settings.service.js';
import { SettingsService } from './settings.service.js';

/** What the promotion of one experiment is held against. */
@Controller('api/v1/promotions/:experiment/settings')
@UseInterceptors(AvailabilityInterceptor)
export class SettingsController {
  constructor(private readonly settings: SettingsService) {}

  @Get()
  @ApiOperation({ summary: 'The settings for the promotion of an experiment.' })
  @Roles('viewer')
  show(
    @CurrentPrincipal() { project }: Principal,
    @Param('experiment') experiment: string,
  ): Promise<SettingsView> {
    return this.settings.show(project, experiment);
  }

  @Put()
  @ApiOperation({ summary: 'Changes the settings for the promotion of an experiment.' })
  @Roles('approver')
  change(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('experiment') name: string,
    @Body() body: SettingsDto,
  ): Promise<SettingsView> {
    return this.settings.change({ project, name, actor, settings: settingsOf(body), reason: body.reason });
  }
}
