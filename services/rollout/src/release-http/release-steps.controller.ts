import { Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, HttpCode, HttpStatus, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { Asker } from '../http/asker.js';
import { CurrentAsker } from '../http/asker.js';
import type { ReleaseView } from '../release-handling/release-view.js';
import { ReleasesService } from '../release-handling/releases.service.js';
import {
  AdvanceReleaseDto,
  CompleteReleaseDto,
  NoFieldsDto,
  PromoteReleaseDto,
  ReleaseReasonDto,
  StartReleaseDto,
} from './release.dto.js';

type Asked = Promise<ReleaseView>;

/** The steps of a release, forward and back. */
@Controller('api/v1/releases/:key')
@UseInterceptors(AvailabilityInterceptor)
export class ReleaseStepsController {
  constructor(private readonly releases: ReleasesService) {}

  @Post('start')
  @ApiOperation({ summary: 'Starts a release in an environment.' })
  @HttpCode(HttpStatus.OK)
  @Roles('editor')
  start(
    @CurrentAsker() asker: Asker,
    @Param('key') key: string,
    @Body() { environment = 'canary', ...step }: StartReleaseDto,
  ): Asked {
    return this.releases.start({ ...asker, key }, { environment, ...step });
  }

  @Post('advance')
  @ApiOperation({ summary: 'Advances a release to the next step of its ramp.' })
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  advance(@CurrentAsker() asker: Asker, @Param('key') key: string, @Body() step: AdvanceReleaseDto): Asked {
    return this.releases.advance({ ...asker, key }, step);
  }

  @Post('promote')
  @ApiOperation({ summary: 'Promotes a release to the next environment.' })
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  promote(@CurrentAsker() asker: Asker, @Param('key') key: string, @Body() step: PromoteReleaseDto): Asked {
    return this.releases.promote({ ...asker, key }, step);
  }

  @Post('complete')
  @ApiOperation({ summary: 'Completes a release.' })
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  complete(@CurrentAsker() asker: Asker, @Param('key') key: string, @Body() step: CompleteReleaseDto): Asked {
    return this.releases.complete({ ...asker, key }, step);
  }

  @Post('pause')
  @ApiOperation({ summary: 'Pauses a release.' })
  @HttpCode(HttpStatus.OK)
  @Roles('editor')
  pause(
    @CurrentAsker() asker: Asker,
    @Param('key') key: string,
    @Body() { reason }: ReleaseReasonDto,
  ): Asked {
    return this.releases.pause({ ...asker, key }, reason);
  }

  @Post('resume')
  @ApiOperation({ summary: 'Resumes a paused release.' })
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  resume(@CurrentAsker() asker: Asker, @Param('key') key: string, @Body() _body: NoFieldsDto): Asked {
    return this.releases.resume({ ...asker, key });
  }

  @Post('rollback')
  @ApiOperation({ summary: 'Rolls a release back.' })
  @HttpCode(HttpStatus.OK)
  @Roles('editor')
  rollBack(
    @CurrentAsker() asker: Asker,
    @Param('key') key: string,
    @Body() { reason }: ReleaseReasonDto,
  ): Asked {
    return this.releases.rollBack({ ...asker, key }, reason);
  }

  @Post('abort')
  @ApiOperation({ summary: 'Aborts a release.' })
  @HttpCode(HttpStatus.OK)
  @Roles('editor')
  abort(
    @CurrentAsker() asker: Asker,
    @Param('key') key: string,
    @Body() { reason }: ReleaseReasonDto,
  ): Asked {
    return this.releases.abort({ ...asker, key }, reason);
  }
}
