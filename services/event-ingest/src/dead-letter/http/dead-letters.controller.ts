import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { lineStream } from '@assay/platform';
import { AvailabilityInterceptor } from '@assay/projections';
import type { StreamableFile } from '@nestjs/common';
import { Body, Controller, Get, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { DeadLetterContent, DeadLetterView } from '../dead-letter-view.js';
import { DeadLettersService } from '../dead-letters.service.js';
import { DeadLetterListDto, DeadLetterPlaceDto, DeadLetterReasonDto } from './dead-letter.dto.js';

/** Messages that could not be handled. They hold what they hold, so that only administrators see them. */
@ApiTags('dead letters')
@Controller('api/v1/admin/services/event-ingest/dead-letters')
@Roles('admin')
@UseInterceptors(AvailabilityInterceptor)
export class DeadLettersController {
  constructor(private readonly letters: DeadLettersService) {}

  @Get()
  @ApiOperation({ summary: 'Dead letters, one a line, as they are read.' })
  list(@CurrentPrincipal() who: Principal, @Query() { topic }: DeadLetterListDto): StreamableFile {
    return lineStream(this.letters.list(who, topic));
  }

  @Get(':topic/:partition/:offset')
  @ApiOperation({ summary: 'A dead letter with what it holds.' })
  show(@CurrentPrincipal() who: Principal, @Param() place: DeadLetterPlaceDto): Promise<DeadLetterContent> {
    return this.letters.show(who, place);
  }

  @Post(':topic/:partition/:offset/retry')
  @ApiOperation({ summary: 'Puts a dead letter into its topic once more.' })
  @HttpCode(200)
  retry(
    @CurrentPrincipal() who: Principal,
    @Param() place: DeadLetterPlaceDto,
    @Body() { reason }: DeadLetterReasonDto,
  ): Promise<DeadLetterView> {
    return this.letters.retry(who, { ...place }, reason);
  }

  @Post(':topic/:partition/:offset/discard')
  @ApiOperation({ summary: 'Gives a dead letter up.' })
  @HttpCode(200)
  discard(
    @CurrentPrincipal() who: Principal,
    @Param() place: DeadLetterPlaceDto,
    @Body() { reason }: DeadLetterReasonDto,
  ): Promise<DeadLetterView> {
    return this.letters.discard(who, { ...place }, reason);
  }
}
