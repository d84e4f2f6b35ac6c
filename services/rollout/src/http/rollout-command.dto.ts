import { Omittable } from '@assay/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsObject, Min, ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import type { RollbackTarget } from '../rollout/rollout-command.js';
import { IsActivation, IsKey, IsReason } from './fields.js';

export class StartDto {
  @ApiPropertyOptional({ description: 'The first tier, if any: no tier is skipped.' })
  @Omittable()
  @IsKey()
  tier?: string;

  @ApiPropertyOptional({ description: 'Number of the version; the newest where it is not given.' })
  @Omittable()
  @IsInt()
  @Min(1)
  version?: number;
}

export class RolloutOverrideDto {
  @ApiProperty()
  @IsReason()
  reason!: string;
}

export class AdvanceDto {
  @ApiPropertyOptional({
    type: RolloutOverrideDto,
    description: 'Advances whatever outcomes and hours say; not above what it needs.',
  })
  @Omittable()
  @IsObject()
  @ValidateNested()
  @Type(() => RolloutOverrideDto)
  override?: RolloutOverrideDto;

  @IsActivation()
  activation?: string;
}

export class PauseDto {
  @ApiProperty({ description: 'Why; kept with the rollout.' })
  @IsReason()
  reason!: string;
}

/** No field at all. */
export class NothingDto {}

const isTarget = (value: unknown): boolean =>
  value === 'previous' || value === 'off' || (Number.isSafeInteger(value) && Number(value) > 0);

export class RolloutRollbackDto {
  @ApiProperty()
  @IsReason()
  reason!: string;

  @ApiPropertyOptional({
    oneOf: [{ enum: ['previous', 'off'] }, { type: 'integer', minimum: 1 }],
    default: 'previous',
    description:
      'The version that was live before (nothing, where none was), off, or a version by its number.',
  })
  @ValidateIf(({ to }: RolloutRollbackDto) => to !== undefined)
  @ValidateBy({
    name: 'target',
    validator: {
      validate: isTarget,
      defaultMessage: () => 'must be previous, off or the number of a version',
    },
  })
  to?: RollbackTarget;

  @IsActivation()
  activation?: string;
}

export class AdvanceFeatureDto extends AdvanceDto {
  @ApiProperty()
  @IsKey()
  featureName!: string;
}

/** Off for everyone, as systems that call this path expect. */
export class RollbackFeatureDto {
  @ApiProperty()
  @IsKey()
  featureName!: string;

  @ApiProperty()
  @IsReason()
  reason!: string;

  @IsActivation()
  activation?: string;
}

export const STATISTICS_BY = ['tier', 'hour', 'day'] as const;

export class StatisticsQuery {
  @ApiPropertyOptional({ enum: STATISTICS_BY, default: 'tier', description: 'hour: 48 hours, day: 30 days.' })
  @Omittable()
  @IsIn(STATISTICS_BY)
  by?: (typeof STATISTICS_BY)[number];
}
