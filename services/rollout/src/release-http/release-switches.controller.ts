import { Roles } from '@assay/auth';
import { KEY, ValidationProblem } from '@assay/platform';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, HttpCode, HttpStatus, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { Asker } from '../http/asker.js';
import { CurrentAsker } from '../http/asker.js';
import { KEY_MESSAGE } from '../http/fields.js';
import type { ReleaseView } from '../release-handling/release-view.js';
import { ReleasesService } from '../release-handling/releases.service.js';
import { AutoRollbackDto, ReleaseReasonDto } from './release.dto.js';

function requireKey(feature: string): void {
  if (!KEY.test(feature)) throw new ValidationProblem([{ path: 'feature', value: feature, ...KEY_MESSAGE }]);
}

/** What is on and off in a release: its features, and the rollback that needs nobody. */
@Controller('api/v1/releases/:key')
@UseInterceptors(AvailabilityInterceptor)
export class ReleaseSwitchesController {
  constructor(private readonly releases: ReleasesService) {}

  @Post('features/:feature/enable')
  @ApiOperation({ summary: 'Turns a feature of a release on.' })
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  enable(
    @CurrentAsker() asker: Asker,
    @Param('key') key: string,
    @Param('feature') feature: string,
    @Body() { reason }: ReleaseReasonDto,
  ): Promise<ReleaseView> {
    requireKey(feature);
    return this.releases.switchFeature({ ...asker, key }, { feature, enabled: true, reason });
  }

  @Post('features/:feature/disable')
  @ApiOperation({ summary: 'Turns a feature of a release off.' })
  @HttpCode(HttpStatus.OK)
  @Roles('editor')
  disable(
    @CurrentAsker() asker: Asker,
    @Param('key') key: string,
    @Param('feature') feature: string,
    @Body() { reason }: ReleaseReasonDto,
  ): Promise<ReleaseView> {
    requireKey(feature);
    return this.releases.switchFeature({ ...asker, key }, { feature, enabled: false, reason });
  }

  @Post('auto-rollback')
  @ApiOperation({ summary: 'Turns the automatic rollback of a release on or off.' })
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  setAutoRollback(
    @CurrentAsker() asker: Asker,
    @Param('key') key: string,
    @Body() { enabled, reason }: AutoRollbackDto,
  ): Promise<ReleaseView> {
    return this.releases.setAutoRollback({ ...asker, key }, { enabled, reason });
  }
}
