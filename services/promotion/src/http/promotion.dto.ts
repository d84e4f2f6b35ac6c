import { KEY } from '@assay/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsObject,
  IsOptional,
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
  @IsOptional()
  @IsIn(['auto', 'manual'])
  promotionType?: 'auto' | 'manual';

  @ApiPropertyOptional({ description: 'On whose behalf; who acts is in the token.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  promotedBy?: string;

  @ApiPropertyOptional({ description: 'As promotedBy.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  userId?: string;

  @ApiPropertyOptional({ description: 'The winner that is expected; another one is refused.' })
  @IsOptional()
  @Matches(KEY)
  variant?: string;

  @ApiPropertyOptional({ type: PromotionConfigDto })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => PromotionConfigDto)
  config?: PromotionConfigDto;

  @ApiPropertyOptional({ type: Object })
  @IsOptional()
  @IsObject()
  metadata?: Record<string, unknown>;

  @ApiPropertyOptional({ description: 'Promotes a variant that was rolled back before.' })
  @IsOptional()
  @IsBoolean()
  acknowledgeKnownBad?: boolean;

  @ApiPropertyOptional({ format: 'uuid', description: 'The approval that it rests on.' })
  @IsOptional()
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
  @IsOptional()
  @IsString()
  @MaxLength(200)
  rolledBackBy?: string;

  @ApiPropertyOptional({ description: 'As rolledBackBy.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  userId?: string;
}
