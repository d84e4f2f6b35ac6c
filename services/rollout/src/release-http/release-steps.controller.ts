import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, HttpCode, HttpStatus, Param, Post, UseInterceptors } from '@nestjs/common';
import type { ReleaseView } from '../releases/release-view.js';
import { ReleasesService } from '../releases/releases.service.js';
import {
  AdvanceReleaseDto,
  CompleteReleaseDto,
  NoFieldsDto,
  PromoteReleaseDto,
  ReasonDto,
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
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() { environment = 'canary', ...step }: StartReleaseDto,
  ): Asked {
    return this.releases.start({ project, actor, key }, { environment, ...step });
  }

  @Post('advance')
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  advance(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() step: AdvanceReleaseDto,
  ): Asked {
    return this.releases.advance({ project, actor, key }, step);
  }

  @Post('promote')
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  promote(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() step: PromoteReleaseDto,
  ): Asked {
    return this.releases.promote({ project, actor, key }, step);
  }

  @Post('complete')
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  complete(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() step: CompleteReleaseDto,
  ): Asked {
    return this.releases.complete({ project, actor, key }, step);
  }

  @Post('pause')
  @HttpCode(HttpStatus.OK)
  @Roles('editor')
  pause(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() { reason }: ReasonDto,
  ): Asked {
    return this.releases.pause({ project, actor, key }, reason);
  }

  @Post('resume')
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  resume(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() _body: NoFieldsDto,
  ): Asked {
    return this.releases.resume({ project, actor, key });
  }

  @Post('rollback')
  @HttpCode(HttpStatus.OK)
  @Roles('editor')
  rollBack(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() { reason }: ReasonDto,
  ): Asked {
    return this.releases.rollBack({ project, actor, key }, reason);
  }

  @Post('abort')
  @HttpCode(HttpStatus.OK)
  @Roles('editor')
  abort(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() { reason }: ReasonDto,
  ): Asked {
    return this.releases.abort({ project, actor, key }, reason);
  }
}
