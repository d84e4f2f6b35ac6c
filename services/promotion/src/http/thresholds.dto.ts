import type { PromotionThresholds } from '@assay/contracts';
import { NumberInText, FINITE, Omittable } from '@assay/platform';
import type { PromotionOverrides } from '../settings/promotion-terms.js';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsNumber, IsPositive, Max, Min } from 'class-validator';

const DECISION_METHODS = ['sequential', 'fixed-horizon', 'z-test'] as const;

/** Thresholds that differ for this request; also as text, in a query. */
export class ThresholdsDto {
  @ApiPropertyOptional({ description: 'Units per variant.', minimum: 1 })
  @Omittable()
  @NumberInText()
  @IsInt()
  @Min(1)
  @Max(1_000_000_000)
  minSampleSize?: number;

  @ApiPropertyOptional({ description: 'Percent, below 100.' })
  @Omittable()
  @NumberInText()
  @IsNumber(FINITE)
  @IsPositive()
  @Max(99.9999)
  minConfidenceLevel?: number;

  @ApiPropertyOptional({ description: 'Percent over control.', minimum: 0 })
  @Omittable()
  @NumberInText()
  @IsNumber(FINITE)
  @Min(0)
  minImprovementPercent?: number;

  @ApiPropertyOptional({ minimum: 0 })
  @Omittable()
  @NumberInText()
  @IsNumber(FINITE)
  @Min(0)
  minRuntimeHours?: number;

  @ApiPropertyOptional({ description: 'Fraction of the units.', minimum: 0, maximum: 1 })
  @Omittable()
  @NumberInText()
  @IsNumber(FINITE)
  @Min(0)
  @Max(1)
  maxErrorRate?: number;

  @ApiPropertyOptional({ description: 'How far results may lag behind.' })
  @Omittable()
  @NumberInText()
  @IsNumber(FINITE)
  @IsPositive()
  maxLagSeconds?: number;

  @ApiPropertyOptional({ enum: DECISION_METHODS })
  @Omittable()
  @IsIn(DECISION_METHODS)
  decisionMethod?: (typeof DECISION_METHODS)[number];
}

/** What may differ for one request to promote. */
export class PromotionConfigDto extends ThresholdsDto {
  @ApiPropertyOptional({ description: 'Somebody else has to agree.' })
  @Omittable()
  @IsBoolean()
  requireManualApproval?: boolean;
}

/**
 * The thresholds that were given, by the names that certificates use. `null` is "not given": taken as a number it
 * would be a threshold that everything passes.
 */
export function thresholdsOf(given?: PromotionConfigDto | null): Partial<PromotionThresholds> {
  const { minConfidenceLevel: minConfidencePercent, requireManualApproval: _, ...others } = given ?? {};
  const named = { ...others, minConfidencePercent };
  return Object.fromEntries(
    Object.entries(named).filter(([, value]) => value !== undefined && value !== null),
  );
}

/** What differs for one request. */
export const overridesOf = (given?: PromotionConfigDto | null): PromotionOverrides => ({
  thresholds: thresholdsOf(given),
  requireManualApproval: given?.requireManualApproval ?? undefined,
});
