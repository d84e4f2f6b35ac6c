import { Omittable } from '@assay/platform';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';

/** Asks for a check of all running experiments. */
export class AutoCheckDto {
  @ApiPropertyOptional({ description: 'On whose behalf.' })
  @Omittable()
  @IsString()
  @MaxLength(200)
  userId?: string;

  @ApiPropertyOptional({ description: 'Of the scheduler; also as the header X-Cron-Secret or as bearer.' })
  @Omittable()
  @IsString()
  @MaxLength(500)
  cronSecret?: string;
}
