import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import type { MasterKeyUse, Privacy } from '@assay/privacy';
import { PRIVACY } from '@assay/privacy';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Get, HttpCode, Inject, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { ForgottenPerson, UnitErasure } from '../erasures.service.js';
import { ErasuresService } from '../erasures.service.js';
import { ErasureQueryDto, ForgetUnitDto } from './erasures.dto.js';

/** Units whose attributes nobody reads any more. Only administrators have them forgotten, and see who was. */
@ApiTags('privacy')
@Controller('api/v1/admin/services/event-ingest')
@Roles('admin')
@UseInterceptors(AvailabilityInterceptor)
export class ErasuresController {
  constructor(
    private readonly erasures: ErasuresService,
    @Inject(PRIVACY) private readonly privacy: Privacy,
  ) {}

  /** Again, it does what is left to be done. */
  @Post('erasures')
  @ApiOperation({ summary: 'Destroys the keys of a unit and of those linked to it.' })
  @HttpCode(200)
  forget(
    @CurrentPrincipal() who: Principal,
    @Body() { unit, reason }: ForgetUnitDto,
  ): Promise<ForgottenPerson> {
    return this.erasures.forget(who, unit, reason);
  }

  @Get('erasures')
  @ApiOperation({ summary: 'Whether a unit, and those linked to it, were forgotten.' })
  async view(
    @CurrentPrincipal() who: Principal,
    @Query() { unit }: ErasureQueryDto,
  ): Promise<{ readonly items: readonly UnitErasure[] }> {
    return { items: await this.erasures.view(who, unit) };
  }

  /** One without any may be taken out of the configuration. */
  @Get('privacy')
  @ApiOperation({ summary: 'How many data keys each master key is around.' })
  async keys(): Promise<{ readonly on: boolean; readonly masterKeys: readonly MasterKeyUse[] }> {
    const { keys } = this.privacy;
    return { on: keys !== undefined, masterKeys: (await keys?.uses()) ?? [] };
  }
}
