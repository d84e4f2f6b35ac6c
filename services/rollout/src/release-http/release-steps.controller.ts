import { Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, HttpCode, HttpStatus, Param, Post, UseInterceptors } from '@nestjs/common';
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
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  advance(@CurrentAsker() asker: Asker, @Param('key') key: string, @Body() step: AdvanceReleaseDto): Asked {
    return this.releases.advance({ ...asker, key }, step);
  }

  @Post('promote')
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  promote(@CurrentAsker() asker: Asker, @Param('key') key: string, @Body() step: PromoteReleaseDto): Asked {
    return this.releases.promote({ ...asker, key }, step);
  }

  @Post('complete')
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  complete(@CurrentAsker() asker: Asker, @Param('key') key: string, @Body() step: CompleteReleaseDto): Asked {
    return this.releases.complete({ ...asker, key }, step);
  }

  @Post('pause')
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
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  resume(@CurrentAsker() asker: Asker, @Param('key') key: string, @Body() _body: NoFieldsDto): Asked {
    return this.releases.resume({ ...asker, key });
  }

  @Post('rollback')
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
