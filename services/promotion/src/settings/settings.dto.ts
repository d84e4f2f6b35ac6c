import type { PromotionSettings } from '@assay/contracts';
import { FINITE, Omittable } from '@assay/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { ThresholdsDto, thresholdsOf } from '../http/thresholds.dto.js';

const ON_BREACH = ['warn', 'roll_back'] as const;

export class WatchSettingsDto {
  @ApiPropertyOptional({ description: 'How long the winner is watched; 0: not at all.', maximum: 720 })
  @Omittable()
  @IsNumber(FINITE)
  @Min(0)
  @Max(720)
  hours?: number;

  @ApiPropertyOptional({ enum: ON_BREACH })
  @Omittable()
  @IsIn(ON_BREACH)
  onBreach?: (typeof ON_BREACH)[number];

  @ApiPropertyOptional({ description: 'Fraction of the outcomes in the window.', minimum: 0, maximum: 1 })
  @Omittable()
  @IsNumber(FINITE)
  @Min(0)
  @Max(1)
  maxErrorRate?: number;

  @ApiPropertyOptional({ minimum: 60, maximum: 604_800 })
  @Omittable()
  @IsInt()
  @Min(60)
  @Max(604_800)
  windowSeconds?: number;

  @ApiPropertyOptional({ description: 'Fewer outcomes in the window breach nothing.', minimum: 1 })
  @Omittable()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  minimumOutcomes?: number;
}

/** What holds for one experiment, in place of what was said before; what is left out is as for the installation. */
export class SettingsDto {
  @ApiPropertyOptional({ type: ThresholdsDto })
  @Omittable()
  @IsObject()
  @ValidateNested()
  @Type(() => ThresholdsDto)
  config?: ThresholdsDto;

  @ApiPropertyOptional({ description: 'Somebody else has to agree.' })
  @Omittable()
  @IsBoolean()
  requireManualApproval?: boolean;

  @ApiPropertyOptional({ description: 'Whether the hourly check may promote it.' })
  @Omittable()
  @IsBoolean()
  autoPromotion?: boolean;

  @ApiPropertyOptional({ type: WatchSettingsDto })
  @Omittable()
  @IsObject()
  @ValidateNested()
  @Type(() => WatchSettingsDto)
  watch?: WatchSettingsDto;

  @ApiProperty({ description: 'Why; others read it.' })
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  reason!: string;
}

const given = <Fields extends object>(fields: Fields): Partial<Fields> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  ) as Partial<Fields>;

/** The settings as they are kept. */
export function settingsOf({
  config,
  requireManualApproval,
  autoPromotion,
  watch,
}: SettingsDto): PromotionSettings {
  const thresholds = thresholdsOf(config);
  const watched = given({ ...watch });
  return given({
    thresholds: Object.keys(thresholds).length === 0 ? undefined : thresholds,
    requireManualApproval,
    autoPromotion,
    watch: Object.keys(watched).length === 0 ? undefined : watched,
  });
}
