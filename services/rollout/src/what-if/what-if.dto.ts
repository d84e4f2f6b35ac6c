import { IsInstant, NumberInText, Omittable } from '@assay/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsNumber, Max, Min } from 'class-validator';
import { IsKey } from '../http/fields.js';

export class WhatIfQuery {
  @ApiProperty({ description: 'Key of the rollout.' })
  @IsKey()
  rollout!: string;

  @ApiPropertyOptional({ description: 'Activations since then; all where it is left out.' })
  @Omittable()
  @IsInstant()
  since?: string;

  @ApiPropertyOptional({
    description: 'Rolled back above this fraction; that of the rollout where left out.',
  })
  @Omittable()
  @NumberInText()
  @IsNumber()
  @Min(0)
  @Max(1)
  errorRate?: number;

  @ApiPropertyOptional({ description: 'Length of the window.' })
  @Omittable()
  @NumberInText()
  @IsInt()
  @Min(1_000)
  @Max(30 * 24 * 3_600_000)
  windowMs?: number;

  @ApiPropertyOptional({ description: 'Fewer outcomes are no evidence.' })
  @Omittable()
  @NumberInText()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  minOutcomes?: number;

  @ApiPropertyOptional({ enum: ['units', 'outcomes'], description: 'What the rate is a fraction of.' })
  @Omittable()
  @IsIn(['units', 'outcomes'])
  per?: 'units' | 'outcomes';

  @ApiPropertyOptional({ enum: ['none'], description: 'Leaves the trigger rules out.' })
  @Omittable()
  @IsIn(['none'])
  triggers?: 'none';
}
