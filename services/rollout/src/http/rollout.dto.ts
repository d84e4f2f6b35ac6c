import { NumberInText } from '@assay/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDefined,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const KEY_MESSAGE = {
  message: 'must be letters, digits, . _ - (at most 100), beginning with a letter or digit',
};
const FINITE = { allowNaN: false, allowInfinity: false };
const DAY_MS = 86_400_000;

/** When errors turn the feature off. */
export class ErrorThresholdDto {
  @ApiPropertyOptional({ description: 'Fraction of the units; above it, off.', default: 0.05 })
  @IsOptional()
  @IsNumber(FINITE)
  @Min(0)
  @Max(1)
  errorRate?: number;

  @ApiPropertyOptional({ description: 'Length of the window in milliseconds.', default: 3_600_000 })
  @IsOptional()
  @IsInt()
  @Min(1000)
  @Max(30 * DAY_MS)
  windowMs?: number;

  @ApiPropertyOptional({ description: 'Fewer outcomes are no evidence.', default: 20 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  minOutcomes?: number;
}

/** The threshold under the names that other systems use. */
export class RollbackThresholdDto {
  @ApiPropertyOptional({ description: 'As errorThreshold.errorRate.' })
  @IsOptional()
  @IsNumber(FINITE)
  @Min(0)
  @Max(1)
  errorRate?: number;

  @ApiPropertyOptional({ description: 'As errorThreshold.windowMs.' })
  @IsOptional()
  @IsInt()
  @Min(1000)
  @Max(30 * DAY_MS)
  timeWindow?: number;
}

export class CreateRolloutDto {
  @ApiPropertyOptional({ description: 'Names the feature; so does featureName.' })
  @IsOptional()
  @Matches(KEY, KEY_MESSAGE)
  key?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @Matches(KEY, KEY_MESSAGE)
  featureName?: string;

  @ApiPropertyOptional({ description: 'For people; the key where it is not given.' })
  @IsOptional()
  @IsString()
  @Length(1, 200)
  name?: string;

  @ApiPropertyOptional({ type: [String], description: 'Units that have the feature in any case.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10_000)
  @IsString({ each: true })
  @Length(1, 200, { each: true })
  allow?: string[];

  @ApiPropertyOptional({ type: [String], description: 'As allow.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10_000)
  @IsString({ each: true })
  @Length(1, 200, { each: true })
  whitelistedCustomers?: string[];

  @ApiPropertyOptional({ type: [String], description: 'Units that never have the feature; beats allow.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10_000)
  @IsString({ each: true })
  @Length(1, 200, { each: true })
  deny?: string[];

  @ApiPropertyOptional({ type: [String], description: 'As deny.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10_000)
  @IsString({ each: true })
  @Length(1, 200, { each: true })
  blacklistedCustomers?: string[];

  @ApiPropertyOptional({ type: ErrorThresholdDto })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ErrorThresholdDto)
  errorThreshold?: ErrorThresholdDto;

  @ApiPropertyOptional({ type: RollbackThresholdDto })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => RollbackThresholdDto)
  rollbackThreshold?: RollbackThresholdDto;

  @ApiPropertyOptional({ description: 'Before the next tier; below 24 an override is needed.', default: 48 })
  @IsOptional()
  @IsNumber(FINITE)
  @Min(0)
  @Max(8760)
  minHoursInTier?: number;
}

export class StartDto {
  @ApiPropertyOptional({ enum: ['tier_1_internal'], description: 'No tier is skipped.' })
  @IsOptional()
  @IsIn(['tier_1_internal'])
  tier?: 'tier_1_internal';
}

export class OverrideDto {
  @ApiProperty()
  @IsDefined()
  @IsString()
  @Length(1, 500)
  reason!: string;
}

export class AdvanceDto {
  @ApiPropertyOptional({ type: OverrideDto, description: 'Advances whatever the conditions say.' })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => OverrideDto)
  override?: OverrideDto;
}

export class PauseDto {
  @ApiProperty({ description: 'Why; kept with the rollout.' })
  @IsDefined()
  @IsString()
  @Length(1, 500)
  reason!: string;
}

/** No field at all. */
export class NothingDto {}

export class RollbackDto {
  @ApiProperty()
  @IsDefined()
  @IsString()
  @Length(1, 500)
  reason!: string;
}

export class AdvanceFeatureDto extends AdvanceDto {
  @ApiProperty()
  @Matches(KEY, KEY_MESSAGE)
  featureName!: string;
}

export class RollbackFeatureDto extends RollbackDto {
  @ApiProperty()
  @Matches(KEY, KEY_MESSAGE)
  featureName!: string;
}

export class WhyQuery {
  @ApiProperty()
  @IsDefined()
  @IsString()
  @Length(1, 200)
  unit!: string;
}

export class PageQuery {
  @ApiPropertyOptional({ description: 'The key after which to go on.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  after?: string;

  @ApiPropertyOptional({ default: 50 })
  @IsOptional()
  @NumberInText()
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}
