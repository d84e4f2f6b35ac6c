import { Omittable } from '@assay/platform';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { ThresholdsDto } from '../http/thresholds.dto.js';

export class WhatIfDto extends ThresholdsDto {
  @ApiPropertyOptional({ description: 'Key of one experiment; all where it is left out.' })
  @Omittable()
  @IsString()
  @Length(1, 100)
  experiment?: string;
}
