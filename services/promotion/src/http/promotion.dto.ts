import { KEY, Omittable } from '@assay/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsObject,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { PromotionConfigDto } from './thresholds.dto.js';

/** Asks for the promotion of the winner. */
export class PromoteDto {
  @ApiPropertyOptional({ enum: ['auto', 'manual'], default: 'manual' })
  @Omittable()
  @IsIn(['auto', 'manual'])
  promotionType?: 'auto' | 'manual';

  @ApiPropertyOptional({ description: 'On whose behalf; who acts is in the token.' })
  @Omittable()
  @IsString()
  @MaxLength(200)
  promotedBy?: string;

  @ApiPropertyOptional({ description: 'As promotedBy.' })
  @Omittable()
  @IsString()
  @MaxLength(200)
  userId?: string;

  @ApiPropertyOptional({ description: 'The winner that is expected; another one is refused.' })
  @Omittable()
  @Matches(KEY)
  variant?: string;

  @ApiPropertyOptional({ type: PromotionConfigDto })
  @Omittable()
  @IsObject()
  @ValidateNested()
  @Type(() => PromotionConfigDto)
  config?: PromotionConfigDto;

  @ApiPropertyOptional({ type: Object })
  @Omittable()
  @IsObject()
  metadata?: Record<string, unknown>;

  @ApiPropertyOptional({ description: 'Promotes a variant that was rolled back before.' })
  @Omittable()
  @IsBoolean()
  acknowledgeKnownBad?: boolean;

  @ApiPropertyOptional({ format: 'uuid', description: 'The approval that it rests on.' })
  @Omittable()
  @IsUUID()
  approvalId?: string;
}

/** Asks for control to all again. */
export class RollbackDto {
  @ApiProperty()
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  reason!: string;

  @ApiPropertyOptional({ description: 'On whose behalf; who acts is in the token.' })
  @Omittable()
  @IsString()
  @MaxLength(200)
  rolledBackBy?: string;

  @ApiPropertyOptional({ description: 'As rolledBackBy.' })
  @Omittable()
  @IsString()
  @MaxLength(200)
  userId?: string;
}
