import type { OutcomeMeasure } from '@assay/contracts';
import { OUTCOME_MEASURES } from '@assay/contracts';
import { FINITE, Omittable } from '@assay/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
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
import { IsKey } from '../http/fields.js';

const DIRECTIONS = ['increase', 'decrease', 'either'] as const;

export class PrometheusSourceDto {
  @ApiProperty({ description: 'PromQL that gives one series, of the canary.' })
  @IsDefined()
  @IsString()
  @Length(1, 2000)
  canaryQuery!: string;

  @ApiProperty({ description: 'PromQL that gives one series, of the stable version.' })
  @IsDefined()
  @IsString()
  @Length(1, 2000)
  stableQuery!: string;
}

export class MetricDto {
  @ApiProperty()
  @IsKey()
  name!: string;

  @ApiPropertyOptional({ default: 'metrics', description: 'Groups have weights.' })
  @Omittable()
  @IsKey()
  group?: string;

  @ApiPropertyOptional({ default: false, description: 'The score is 0 unless it passes.' })
  @Omittable()
  @IsBoolean()
  critical?: boolean;

  @ApiPropertyOptional({ enum: DIRECTIONS, default: 'increase', description: 'Which way it must not move.' })
  @Omittable()
  @IsIn(DIRECTIONS)
  direction?: (typeof DIRECTIONS)[number];

  @ApiPropertyOptional({ enum: OUTCOME_MEASURES, description: 'Of the outcomes of the release.' })
  @Omittable()
  @IsIn(OUTCOME_MEASURES)
  outcomes?: OutcomeMeasure;

  @ApiPropertyOptional({ type: PrometheusSourceDto })
  @Omittable()
  @IsObject()
  @ValidateNested()
  @Type(() => PrometheusSourceDto)
  prometheus?: PrometheusSourceDto;
}

export class AnalysisDto {
  @ApiProperty({ type: [MetricDto] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => MetricDto)
  metrics!: MetricDto[];

  @ApiPropertyOptional({ description: 'Percent by group; groups without one share the rest.' })
  @Omittable()
  @IsObject()
  weights?: Record<string, number>;

  @ApiPropertyOptional({ default: 95, description: 'From this score on it passes.' })
  @Omittable()
  @IsNumber(FINITE)
  @Min(0)
  @Max(100)
  passScore?: number;

  @ApiPropertyOptional({ default: 75, description: 'Below this score it fails, and is rolled back.' })
  @Omittable()
  @IsNumber(FINITE)
  @Min(0)
  @Max(100)
  marginalScore?: number;

  @ApiPropertyOptional({ default: 60 })
  @Omittable()
  @IsInt()
  @Min(1)
  @Max(3600)
  intervalSeconds?: number;

  @ApiPropertyOptional({ default: 10, description: 'Between points of series from outside.' })
  @Omittable()
  @IsInt()
  @Min(1)
  @Max(600)
  stepSeconds?: number;

  @ApiPropertyOptional({ default: 10, description: 'Fewer points of a side are no data.' })
  @Omittable()
  @IsInt()
  @Min(2)
  @Max(1000)
  minPoints?: number;
}
