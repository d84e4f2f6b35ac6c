import type { ReleaseEnvironment, RoutingKeyName } from '@assay/contracts';
import { RELEASE_ENVIRONMENTS, ROUTING_KEYS } from '@assay/contracts';
import { FINITE, Omittable } from '@assay/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsDefined,
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
import { NumberedPageQuery } from '../decision-certificates/numbered-page.dto.js';
import { IsKey, IsReason, PastPageQuery } from '../http/fields.js';
import { AnalysisDto } from './analysis.dto.js';

const STATUSES = ['planned', 'in_progress', 'paused', 'completed', 'rolled_back', 'aborted'] as const;

export class CreateReleaseDto {
  @ApiProperty()
  @IsKey()
  key!: string;

  @ApiPropertyOptional({ description: 'For people; the key where it is not given.' })
  @Omittable()
  @IsString()
  @Length(1, 200)
  name?: string;

  @ApiProperty({ description: 'What is released, as 2.4.0.' })
  @IsDefined()
  @IsString()
  @Length(1, 100)
  version!: string;

  @ApiPropertyOptional({ description: 'What is in production now.' })
  @Omittable()
  @IsString()
  @Length(1, 100)
  stableVersion?: string;

  @ApiPropertyOptional({ type: [String], description: 'Features that are on where the version is.' })
  @Omittable()
  @IsArray()
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsKey({ each: true })
  featureFlags?: string[];

  @ApiPropertyOptional({ enum: ROUTING_KEYS, default: 'user', description: 'What traffic is divided by.' })
  @Omittable()
  @IsIn(ROUTING_KEYS)
  routingKey?: RoutingKeyName;

  @ApiPropertyOptional({
    type: [Number],
    default: [1, 5, 10, 25, 50, 100],
    description: 'Percent, ascending.',
  })
  @Omittable()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(100, { each: true })
  ramp?: number[];

  @ApiPropertyOptional({ default: 12, description: 'Hours before the next step.' })
  @Omittable()
  @IsNumber(FINITE)
  @Min(0)
  @Max(8760)
  holdHours?: number;

  @ApiPropertyOptional({
    default: false,
    description: 'Up the ramp by itself, after each hold, while healthy.',
  })
  @Omittable()
  @IsBoolean()
  autoAdvance?: boolean;

  @ApiPropertyOptional({ default: true })
  @Omittable()
  @IsBoolean()
  autoRollback?: boolean;

  @ApiPropertyOptional({ default: 0.95, description: 'Fraction of outcomes that have to succeed.' })
  @Omittable()
  @IsNumber(FINITE)
  @Min(0)
  @Max(1)
  sloThreshold?: number;

  @ApiPropertyOptional({ default: 0.98, description: 'As sloThreshold, once the version is in production.' })
  @Omittable()
  @IsNumber(FINITE)
  @Min(0)
  @Max(1)
  productionSloThreshold?: number;

  @ApiPropertyOptional({ default: 300, description: 'Of the outcomes that count.' })
  @Omittable()
  @IsInt()
  @Min(10)
  @Max(3600)
  rollbackWindowSeconds?: number;

  @ApiPropertyOptional({ default: 100, description: 'Fewer outcomes of the canary are no evidence.' })
  @Omittable()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  minOutcomes?: number;

  @ApiPropertyOptional({ type: AnalysisDto, description: 'Judges the release by the series of metrics.' })
  @Omittable()
  @IsObject()
  @ValidateNested()
  @Type(() => AnalysisDto)
  analysis?: AnalysisDto;
}

export class ReleaseReasonDto {
  @ApiProperty({ description: 'Why; kept with the release.' })
  @IsReason()
  reason!: string;
}

class StepDto {
  @ApiPropertyOptional({ type: ReleaseReasonDto, description: 'Does it whatever stands against it.' })
  @Omittable()
  @IsObject()
  @ValidateNested()
  @Type(() => ReleaseReasonDto)
  override?: ReleaseReasonDto;
}

export class StartReleaseDto extends StepDto {
  @ApiPropertyOptional({ enum: RELEASE_ENVIRONMENTS, default: 'canary' })
  @Omittable()
  @IsIn(RELEASE_ENVIRONMENTS)
  environment?: ReleaseEnvironment;

  @ApiPropertyOptional({ description: 'A step of the ramp; the first one by default.' })
  @Omittable()
  @IsInt()
  @Min(1)
  @Max(100)
  trafficPercent?: number;
}

export class AdvanceReleaseDto extends StepDto {
  @ApiPropertyOptional({ description: 'The next step of the ramp; no step is skipped.' })
  @Omittable()
  @IsInt()
  @Min(1)
  @Max(100)
  trafficPercent?: number;
}

export class PromoteReleaseDto extends StepDto {
  @ApiProperty({ enum: ['staging', 'production'] })
  @IsIn(['staging', 'production'])
  environment!: 'staging' | 'production';
}

export class CompleteReleaseDto extends StepDto {}

/** No field at all. */
export class NoFieldsDto {}

export class AutoRollbackDto extends ReleaseReasonDto {
  @ApiProperty()
  @IsBoolean()
  enabled!: boolean;
}

export class ReleasePageQuery extends PastPageQuery {
  @ApiPropertyOptional({ enum: STATUSES })
  @Omittable()
  @IsIn(STATUSES)
  status?: (typeof STATUSES)[number];
}

export class HistoryQuery extends NumberedPageQuery {
  @ApiPropertyOptional({ enum: ['all', 'rollbacks'], default: 'all' })
  @Omittable()
  @IsIn(['all', 'rollbacks'])
  events?: 'all' | 'rollbacks';
}
