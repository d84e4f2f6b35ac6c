import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';

/** Asks for a check of all running experiments. */
export class AutoCheckDto {
  @ApiPropertyOptional({ description: 'On whose behalf.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  userId?: string;

  @ApiPropertyOptional({ description: 'Of the scheduler; also as the header X-Cron-Secret or as bearer.' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  cronSecret?: string;
}
