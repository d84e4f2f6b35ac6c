import { TRIGGER_METRICS } from '@assay/contracts';
import { FINITE, Omittable } from '@assay/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { LEAST_HOURS_IN_TIER } from '../rollout/step-limits.js';
import { SegmentsDto, Units } from './audience.dto.js';
import { IsKey } from './fields.js';

const DAY_MS = 86_400_000;

/** When errors turn the feature off. */
export class ErrorThresholdDto {
  @ApiPropertyOptional({ description: 'Fraction of the units; above it, off.', default: 0.05 })
  @Omittable()
  @IsNumber(FINITE)
  @Min(0)
  @Max(1)
  errorRate?: number;

  @ApiPropertyOptional({ description: 'Length of the window in milliseconds.', default: 3_600_000 })
  @Omittable()
  @IsInt()
  @Min(1000)
  @Max(30 * DAY_MS)
  windowMs?: number;

  @ApiPropertyOptional({ description: 'Fewer outcomes are no evidence.', default: 20 })
  @Omittable()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  minOutcomes?: number;

  @ApiPropertyOptional({ enum: ['units', 'outcomes'], default: 'units' })
  @Omittable()
  @IsIn(['units', 'outcomes'])
  per?: 'units' | 'outcomes';
}

/** A tier of one’s own. */
export class TierDto {
  @ApiProperty()
  @IsKey()
  key!: string;

  @ApiPropertyOptional({ description: 'For people; the key where it is not given.' })
  @Omittable()
  @IsString()
  @Length(1, 100)
  name?: string;

  @ApiProperty({ description: 'Of the units; above that of the tier before, and 100 in the last one.' })
  @IsNumber(FINITE)
  @Min(0.01)
  @Max(100)
  percentage!: number;
}

/** Rolled back when every one of the last minutes was above the limit. */
export class TriggerDto {
  @ApiPropertyOptional({ description: 'The metric where it is not given.' })
  @Omittable()
  @IsKey()
  name?: string;

  @ApiProperty({ enum: TRIGGER_METRICS })
  @IsIn(TRIGGER_METRICS)
  metric!: (typeof TRIGGER_METRICS)[number];

  @ApiProperty({ description: 'A fraction of the outcomes, milliseconds, or a count in a minute.' })
  @IsNumber(FINITE)
  @Min(0)
  @Max(1e9)
  above!: number;

  @ApiPropertyOptional({ description: 'Consecutive minutes.', default: 1 })
  @Omittable()
  @IsInt()
  @Min(1)
  @Max(30)
  minutes?: number;

  @ApiPropertyOptional({ description: 'Fewer outcomes are no evidence; 20 for rates, 1 for counts.' })
  @Omittable()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  minOutcomes?: number;
}

/** The threshold under the names that other systems use. */
export class RollbackThresholdDto {
  @ApiPropertyOptional({ description: 'As errorThreshold.errorRate.' })
  @Omittable()
  @IsNumber(FINITE)
  @Min(0)
  @Max(1)
  errorRate?: number;

  @ApiPropertyOptional({ description: 'As errorThreshold.windowMs.' })
  @Omittable()
  @IsInt()
  @Min(1000)
  @Max(30 * DAY_MS)
  timeWindow?: number;
}

export class CreateRolloutDto {
  @ApiPropertyOptional({ description: 'Names the feature; so does featureName.' })
  @Omittable()
  @IsKey()
  key?: string;

  @ApiPropertyOptional()
  @Omittable()
  @IsKey()
  featureName?: string;

  @ApiPropertyOptional({ description: 'For people; the key where it is not given.' })
  @Omittable()
  @IsString()
  @Length(1, 200)
  name?: string;

  @Units('Units that have the feature in any case.')
  allow?: string[];

  @Units('As allow.')
  whitelistedCustomers?: string[];

  @Units('Units that never have the feature; beats allow.')
  deny?: string[];

  @Units('As deny.')
  blacklistedCustomers?: string[];

  @ApiPropertyOptional({ type: SegmentsDto })
  @Omittable()
  @IsObject()
  @ValidateNested()
  @Type(() => SegmentsDto)
  segments?: SegmentsDto;

  @ApiPropertyOptional({ type: ErrorThresholdDto })
  @Omittable()
  @IsObject()
  @ValidateNested()
  @Type(() => ErrorThresholdDto)
  errorThreshold?: ErrorThresholdDto;

  @ApiPropertyOptional({ type: RollbackThresholdDto })
  @Omittable()
  @IsObject()
  @ValidateNested()
  @Type(() => RollbackThresholdDto)
  rollbackThreshold?: RollbackThresholdDto;

  @ApiPropertyOptional({ description: 'Before the next tier; an override leaves it earlier.', default: 48 })
  @Omittable()
  @IsNumber(FINITE)
  @Min(LEAST_HOURS_IN_TIER, {
    message: 'must be at least $constraint1 hours: a tier is left earlier by an override of the advance',
  })
  @Max(8760)
  minHoursInTier?: number;

  @ApiPropertyOptional({ type: [TierDto], description: 'In place of the five of the house.' })
  @Omittable()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => TierDto)
  tiers?: TierDto[];

  @ApiPropertyOptional({ type: [TriggerDto], description: 'Rules that roll it back.' })
  @Omittable()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => TriggerDto)
  triggers?: TriggerDto[];

  @ApiPropertyOptional({ description: 'Adds the four rules of the house.', default: false })
  @Omittable()
  @IsBoolean()
  defaultTriggers?: boolean;

  @ApiPropertyOptional({ description: 'Name of its first version.', default: '1' })
  @Omittable()
  @IsString()
  @Length(1, 100)
  version?: string;
}
