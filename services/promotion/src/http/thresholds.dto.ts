import type { PromotionThresholds } from '@assay/contracts';
import { NumberInText } from '@assay/platform';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsNumber, IsOptional, IsPositive, Max, Min } from 'class-validator';

const FINITE = { allowNaN: false, allowInfinity: false };

/** Thresholds that differ for this request; also as text, in a query. */
export class ThresholdsDto {
  @ApiPropertyOptional({ description: 'Units per variant.', minimum: 1 })
  @IsOptional()
  @NumberInText()
  @IsInt()
  @Min(1)
  @Max(1_000_000_000)
  minSampleSize?: number;

  @ApiPropertyOptional({ description: 'Percent, below 100.' })
  @IsOptional()
  @NumberInText()
  @IsNumber(FINITE)
  @IsPositive()
  @Max(99.9999)
  minConfidenceLevel?: number;

  @ApiPropertyOptional({ description: 'Percent over control.', minimum: 0 })
  @IsOptional()
  @NumberInText()
  @IsNumber(FINITE)
  @Min(0)
  minImprovementPercent?: number;

  @ApiPropertyOptional({ minimum: 0 })
  @IsOptional()
  @NumberInText()
  @IsNumber(FINITE)
  @Min(0)
  minRuntimeHours?: number;

  @ApiPropertyOptional({ description: 'Fraction of the units.', minimum: 0, maximum: 1 })
  @IsOptional()
  @NumberInText()
  @IsNumber(FINITE)
  @Min(0)
  @Max(1)
  maxErrorRate?: number;

  @ApiPropertyOptional({ description: 'How far results may lag behind.' })
  @IsOptional()
  @NumberInText()
  @IsNumber(FINITE)
  @IsPositive()
  maxLagSeconds?: number;

  @ApiPropertyOptional({ enum: ['sequential', 'z-test'] })
  @IsOptional()
  @IsIn(['sequential', 'z-test'])
  decisionMethod?: 'sequential' | 'z-test';
}

/**
 * The thresholds that were given, by the names that certificates use. `null` is "not given": taken as a number it
 * would be a threshold that everything passes.
 */
export function overridesOf(given?: ThresholdsDto | null): Partial<PromotionThresholds> {
  const { minConfidenceLevel: minConfidencePercent, ...others } = given ?? {};
  const named = { ...others, minConfidencePercent };
  return Object.fromEntries(
    Object.entries(named).filter(([, value]) => value !== undefined && value !== null),
  );
}
