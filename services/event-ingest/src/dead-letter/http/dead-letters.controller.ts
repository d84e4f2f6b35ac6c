import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { lineStream } from '@assay/platform';
import { AvailabilityInterceptor } from '@assay/projections';
import type { StreamableFile } from '@nestjs/common';
import { Body, Controller, Get, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
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

  /** One a line, as they are read. */
  @Get()
  list(@CurrentPrincipal() who: Principal, @Query() { topic }: DeadLetterListDto): StreamableFile {
    return lineStream(this.letters.list(who, topic));
  }

  @Get(':topic/:partition/:offset')
  show(@CurrentPrincipal() who: Principal, @Param() place: DeadLetterPlaceDto): Promise<DeadLetterContent> {
    return this.letters.show(who, place);
  }

  @Post(':topic/:partition/:offset/retry')
  @HttpCode(200)
  retry(
    @CurrentPrincipal() who: Principal,
    @Param() place: DeadLetterPlaceDto,
    @Body() { reason }: DeadLetterReasonDto,
  ): Promise<DeadLetterView> {
    return this.letters.retry(who, { ...place }, reason);
  }

  @Post(':topic/:partition/:offset/discard')
  @HttpCode(200)
  discard(
    @CurrentPrincipal() who: Principal,
    @Param() place: DeadLetterPlaceDto,
    @Body() { reason }: DeadLetterReasonDto,
  ): Promise<DeadLetterView> {
    return this.letters.discard(who, { ...place }, reason);
  }
}
